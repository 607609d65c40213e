-- Cursors of shipping, and what changed since.
CREATE TABLE IF NOT EXISTS ship_cursors(
  name TEXT PRIMARY KEY, event INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0, next_event INTEGER,
  next_revision INTEGER, filled INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, shipped_at INTEGER,
  batches INTEGER NOT NULL DEFAULT 0, rows INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS revisions(rev INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, row INTEGER NOT NULL, UNIQUE(kind, row));

CREATE TABLE IF NOT EXISTS ship_set_aside(
  name TEXT NOT NULL, kind INTEGER NOT NULL, row INTEGER NOT NULL, at INTEGER NOT NULL, exit_code INTEGER NOT NULL,
  PRIMARY KEY(name, kind, row)) WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS trace_added AFTER INSERT ON traces WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 0 AND row = new.id; INSERT INTO revisions(kind, row) VALUES (0, new.id); END;
CREATE TRIGGER IF NOT EXISTS trace_revised AFTER UPDATE ON traces WHEN EXISTS(SELECT 1 FROM ship_cursors) AND (new.parent, new.title, new.source, new.source_ref, new.session, new.message_id, new.client_message_id, new.target_task_id, new.mode, new.actor, new.trace_level, new.status, new.ending, new.switch_source, new.created_at, new.started_at, new.ended_at, new.duration_ms, new.error_code, new.error_message, new.retryable, new.model, new.cwd, new.host, new.params, new.stats, new.result, new.metadata) IS NOT (old.parent, old.title, old.source, old.source_ref, old.session, old.message_id, old.client_message_id, old.target_task_id, old.mode, old.actor, old.trace_level, old.status, old.ending, old.switch_source, old.created_at, old.started_at, old.ended_at, old.duration_ms, old.error_code, old.error_message, old.retryable, old.model, old.cwd, old.host, old.params, old.stats, old.result, old.metadata) BEGIN DELETE FROM revisions WHERE kind = 0 AND row = new.id; INSERT INTO revisions(kind, row) VALUES (0, new.id); END;
CREATE TRIGGER IF NOT EXISTS trace_gone AFTER DELETE ON traces BEGIN DELETE FROM revisions WHERE kind = 0 AND row = old.id; END;
CREATE TRIGGER IF NOT EXISTS event_revised AFTER UPDATE OF at, type, level ON events WHEN EXISTS(SELECT 1 FROM ship_cursors) AND new.seq IS NOT NULL BEGIN DELETE FROM revisions WHERE kind = 1 AND row = new.id; INSERT INTO revisions(kind, row) VALUES (1, new.id); END;
CREATE TRIGGER IF NOT EXISTS request_added AFTER INSERT ON requests WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 2 AND row = new.id; INSERT INTO revisions(kind, row) VALUES (2, new.id); END;
CREATE TRIGGER IF NOT EXISTS request_revised AFTER UPDATE ON requests WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 2 AND row = new.id; INSERT INTO revisions(kind, row) VALUES (2, new.id); END;
CREATE TRIGGER IF NOT EXISTS request_gone AFTER DELETE ON requests BEGIN DELETE FROM revisions WHERE kind = 2 AND row = old.id; END;
CREATE TRIGGER IF NOT EXISTS content_added AFTER INSERT ON contents WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 3 AND row = new.request; INSERT INTO revisions(kind, row) VALUES (3, new.request); END;
CREATE TRIGGER IF NOT EXISTS content_revised AFTER UPDATE ON contents WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 3 AND row = new.request; INSERT INTO revisions(kind, row) VALUES (3, new.request); END;
CREATE TRIGGER IF NOT EXISTS content_gone AFTER DELETE ON contents BEGIN DELETE FROM revisions WHERE kind = 3 AND row = old.request; END;
