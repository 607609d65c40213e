-- Old content moves into blocks. Counts of uses are kept by triggers.
ALTER TABLE traces ADD COLUMN packed INTEGER;
ALTER TABLE events ADD COLUMN block INTEGER;
ALTER TABLE events ADD COLUMN block_off INTEGER;
ALTER TABLE events ADD COLUMN block_len INTEGER;
ALTER TABLE contents ADD COLUMN block INTEGER;
ALTER TABLE contents ADD COLUMN block_off INTEGER;
ALTER TABLE contents ADD COLUMN block_len INTEGER;
CREATE INDEX contents_plain ON contents(at) WHERE block IS NULL;
ALTER TABLE chunks ADD COLUMN block INTEGER;

CREATE TABLE zdicts(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE blocks(id INTEGER PRIMARY KEY AUTOINCREMENT, trace INTEGER NOT NULL, first_seq INTEGER NOT NULL,
  zdict INTEGER, size INTEGER NOT NULL, sum INTEGER NOT NULL, hash BLOB, data BLOB NOT NULL);
CREATE INDEX blocks_trace ON blocks(trace, first_seq);
CREATE UNIQUE INDEX blocks_hash ON blocks(hash) WHERE hash IS NOT NULL;

CREATE TABLE block_uses(block INTEGER PRIMARY KEY, uses INTEGER NOT NULL);
CREATE TABLE block_pieces(block INTEGER NOT NULL, piece INTEGER NOT NULL, PRIMARY KEY(block, piece)) WITHOUT ROWID;
CREATE TRIGGER events_repacked AFTER UPDATE OF block ON events WHEN old.block IS NOT new.block BEGIN UPDATE block_uses SET uses = uses + 1 WHERE block = new.block; UPDATE block_uses SET uses = uses - 1 WHERE block = old.block; DELETE FROM blocks WHERE id = old.block AND (SELECT uses FROM block_uses WHERE block = old.block) <= 0; END;
CREATE TRIGGER events_unused AFTER DELETE ON events WHEN old.block IS NOT NULL BEGIN UPDATE block_uses SET uses = uses - 1 WHERE block = old.block; DELETE FROM blocks WHERE id = old.block AND (SELECT uses FROM block_uses WHERE block = old.block) <= 0; END;
CREATE TRIGGER contents_repacked AFTER UPDATE OF block ON contents WHEN old.block IS NOT new.block BEGIN UPDATE block_uses SET uses = uses + 1 WHERE block = new.block; UPDATE block_uses SET uses = uses - 1 WHERE block = old.block; DELETE FROM blocks WHERE id = old.block AND (SELECT uses FROM block_uses WHERE block = old.block) <= 0; END;
CREATE TRIGGER contents_unused AFTER DELETE ON contents WHEN old.block IS NOT NULL BEGIN UPDATE block_uses SET uses = uses - 1 WHERE block = old.block; DELETE FROM blocks WHERE id = old.block AND (SELECT uses FROM block_uses WHERE block = old.block) <= 0; END;
CREATE TRIGGER chunks_repacked AFTER UPDATE OF block ON chunks WHEN old.block IS NOT new.block BEGIN UPDATE block_uses SET uses = uses + 1 WHERE block = new.block; UPDATE block_uses SET uses = uses - 1 WHERE block = old.block; DELETE FROM blocks WHERE id = old.block AND (SELECT uses FROM block_uses WHERE block = old.block) <= 0; END;
CREATE TRIGGER chunks_unused AFTER DELETE ON chunks WHEN old.block IS NOT NULL BEGIN UPDATE block_uses SET uses = uses - 1 WHERE block = old.block; DELETE FROM blocks WHERE id = old.block AND (SELECT uses FROM block_uses WHERE block = old.block) <= 0; END;
CREATE TRIGGER events_replaced AFTER UPDATE OF payload ON events WHEN old.block IS NOT NULL AND new.block IS old.block BEGIN UPDATE events SET block = NULL, block_off = NULL, block_len = NULL WHERE id = new.id; END;
CREATE TRIGGER blocks_gone AFTER DELETE ON blocks BEGIN DELETE FROM block_uses WHERE block = old.id; UPDATE block_uses SET uses = uses - 1 WHERE block IN (SELECT piece FROM block_pieces WHERE block = old.id); DELETE FROM blocks WHERE id IN (SELECT u.block FROM block_pieces p JOIN block_uses u ON u.block = p.piece WHERE p.block = old.id AND u.uses <= 0); DELETE FROM block_uses WHERE uses <= 0 AND block IN (SELECT piece FROM block_pieces WHERE block = old.id); DELETE FROM block_pieces WHERE block = old.id; END;

DROP VIEW task_trace_events;
CREATE VIEW task_trace_events AS
  SELECT e.id, t.uid AS traceId, t.uid AS trace_id, e.seq, y.name AS eventType, y.name AS event_type,
    CASE e.level WHEN 0 THEN 'debug' WHEN 1 THEN 'info' WHEN 2 THEN 'warn' ELSE 'error' END AS level,
    CASE WHEN coalesce(c.payload, e.payload) IS NULL THEN NULL WHEN e.len IS NULL THEN CAST(coalesce(c.payload, e.payload) AS TEXT)
      ELSE CAST(substr(CAST(coalesce(c.payload, e.payload) AS BLOB), e.off + 1, e.len) AS TEXT) END AS payload,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1e6, 'unixepoch') AS timestamp, iif(coalesce(c.block, e.block) IS NULL, 0, 1) AS packed
  FROM events e JOIN traces t ON t.id = e.trace LEFT JOIN dict y ON y.id = e.type LEFT JOIN events c ON c.id = e.carrier
  WHERE e.seq IS NOT NULL;
DROP VIEW conversation_contents;
CREATE VIEW conversation_contents AS
  SELECT coalesce(r.conversation_id, r.uid) AS id, r.uid AS request_log_id, coalesce(k.name, '') AS token_id, c.system_prompt AS system_prompt,
    coalesce(c.messages, '[]') AS messages_json, coalesce(c.prompt, '') AS prompt, coalesce(c.completion, '') AS completion,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.at / 1e6, 'unixepoch') AS created_at, iif(c.block IS NULL, 0, 1) AS is_compressed
  FROM contents c JOIN requests r ON r.id = c.request LEFT JOIN dict k ON k.id = r.token;
