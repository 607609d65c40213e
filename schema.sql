-- The store. Raw tables hold interned integers (dict) and microseconds since the epoch, UTC; the views at the
-- end show the same with readable names and ISO times, using built-in functions only, so that the sqlite3 shell
-- and Datasette read them. This is the only schema text: it is embedded in the library when it is built.
-- Statements end with a line that is ';' or ends in ';'. PRAGMA user_version is set by store/schema.cpp.

-- Facts about the file: db_uuid, created_at, next_id (ids of events and requests are never used twice).
CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;

-- Interned names. kind: 1 event type, 2 model, 3 provider, 4 source, 5 actor, 6 tool, 7 token, 8 account,
-- 9 user, 10 mode, 11 error code, 12 host, 13 cwd.
CREATE TABLE dict(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name));

-- One row a trace (a run, a job). status: 0 queued, 1 running, 2 success, 3 error, 4 timeout, 5 canceled,
-- 6 abandoned. ending: 0 open, 1 provisional (reaper or end of input), 2 reported; a reported end is final.
-- at: started_at, or created_at while it waits: the order of lists. trace_level: 0 summary, 1 events, 2 full.
-- claims: which imported file gave which of the fields (trace_claims.h), so that the order of files is all the same.
-- packed: its event_count when its payloads were packed.
CREATE TABLE traces(
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, parent TEXT, title TEXT, source INTEGER NOT NULL, source_ref TEXT,
  session TEXT, message_id TEXT, client_message_id TEXT, target_task_id INTEGER, mode INTEGER, actor INTEGER,
  trace_level INTEGER NOT NULL DEFAULT 2, status INTEGER NOT NULL CHECK(status BETWEEN 0 AND 6),
  ending INTEGER NOT NULL DEFAULT 0, switch_source TEXT, at INTEGER NOT NULL, created_at INTEGER NOT NULL,
  started_at INTEGER, ended_at INTEGER, duration_ms INTEGER, error_code INTEGER, error_message TEXT, retryable INTEGER,
  model INTEGER, cwd INTEGER, host INTEGER, params TEXT, stats TEXT, result TEXT, metadata TEXT,
  event_count INTEGER NOT NULL DEFAULT 0, error_count INTEGER NOT NULL DEFAULT 0, last_seq INTEGER NOT NULL DEFAULT 0,
  chain_count INTEGER NOT NULL DEFAULT 0, chain_head BLOB, claims BLOB, packed INTEGER);
CREATE INDEX traces_at ON traces(at, id);
CREATE INDEX traces_root ON traces(at, id) WHERE parent IS NULL;
CREATE INDEX traces_parent ON traces(parent, at) WHERE parent IS NOT NULL;
CREATE INDEX traces_session ON traces(session, at) WHERE session IS NOT NULL;
CREATE INDEX traces_status ON traces(status, at);
CREATE INDEX traces_source ON traces(source, at);

-- Who records a trace that is running; a row goes when the trace ends. beat: last sign of life.
-- pid 0: opened by `start`, judged by idle time and --sweep only.
CREATE TABLE recorders(trace INTEGER PRIMARY KEY, boot_id TEXT, pid_ns INTEGER, pid INTEGER NOT NULL, pid_start INTEGER,
  beat INTEGER NOT NULL);

-- One row a stdin, child stream or imported file. kind: 0 stdin, 1 file, 2 child stdout, 3 child stderr, 4 log lines.
-- first_event..last_event: the span of event ids its carriers lie in. open_line: the last line had no newline.
-- withheld: lines left out because conversation content is off. sanitized: lines in which something was replaced.
CREATE TABLE inputs(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, name TEXT, dialect TEXT, trace INTEGER, started_at INTEGER NOT NULL,
  ended_at INTEGER, bytes INTEGER NOT NULL DEFAULT 0, frames INTEGER NOT NULL DEFAULT 0, open_line INTEGER NOT NULL DEFAULT 0,
  withheld INTEGER NOT NULL DEFAULT 0, sanitized INTEGER NOT NULL DEFAULT 0, first_event INTEGER, last_event INTEGER);
CREATE INDEX inputs_trace ON inputs(trace);

-- One row an imported file, as it was when it was read to its end: a file that is still the same is not read again,
-- one that grew goes on in the same input. head: keyed hash of its first head_size bytes. trace: the one that it opens
-- where its lines name none.
CREATE TABLE files(id INTEGER PRIMARY KEY, dev INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,
  mtime INTEGER NOT NULL, head BLOB NOT NULL, head_size INTEGER NOT NULL, input TEXT NOT NULL, trace TEXT, dialect TEXT,
  UNIQUE(dev, inode));

-- One row an event, in order of arrival, and one row a carrier (a frame of an input) that is no event (seq NULL).
-- A carrier has input and n and holds the bytes of its frame (payload); off and len are the part of them that is the
-- event's payload when it is not the whole. A derived event has no bytes: carrier, off and len say where they are.
-- level: 0 debug, 1 info, 2 warn, 3 error. flags: 1 not parsed, 2 more pieces in chunks, 4 cut (--max-payload),
-- 8 sanitized, 16 time of arrival, 32 native record, 64 text line, 128 payload not kept, 256 `at` is the time of the
-- file, the earliest of all copies (it is not in the chain), 512 told by a stream and by a session file: the second
-- one to come is a carrier. key: 64-bit hash of the message or tool id that lines of one call share. h: first 8 bytes of the row's link in the trace's hash chain, XOR a
-- sum of the columns that the link leaves out (store/chain.h). salt: 16 bytes; 32 are the leaf of a payload that was removed.
-- full_len: length before a cut; sha256: of the sanitized bytes before a cut. block, block_off, block_len: where the
-- payload is when it is packed (payload is NULL then), see blocks; block_len below 0: a recipe (store/block_slice.h).
CREATE TABLE events(
  id INTEGER PRIMARY KEY, trace INTEGER NOT NULL, seq INTEGER, at INTEGER NOT NULL, type INTEGER NOT NULL,
  level INTEGER NOT NULL, flags INTEGER NOT NULL, uid BLOB NOT NULL, input INTEGER, n INTEGER, h INTEGER NOT NULL,
  salt BLOB, payload, carrier INTEGER, off INTEGER, len INTEGER, key INTEGER, tool INTEGER, duration_ms INTEGER,
  source_seq INTEGER, full_len INTEGER, sha256 BLOB, block INTEGER, block_off INTEGER, block_len INTEGER);
CREATE UNIQUE INDEX events_trace_seq ON events(trace, seq);

-- Pieces after the first of a line that is too long to be held whole. block: it is packed, data is empty.
CREATE TABLE chunks(input INTEGER NOT NULL, n INTEGER NOT NULL, i INTEGER NOT NULL, data BLOB NOT NULL, block INTEGER, PRIMARY KEY(input, n, i));

-- Carriers of lines that were cut when a file was read and have been read whole since.
CREATE TABLE superseded(event INTEGER PRIMARY KEY);

-- Frames n .. n+count-1 of an input equal the carriers that begin at event `of`, one after the other in their input.
CREATE TABLE repeats(input INTEGER NOT NULL, n INTEGER NOT NULL, count INTEGER NOT NULL, of INTEGER NOT NULL, PRIMARY KEY(input, n)) WITHOUT ROWID;

-- One row a model call. input_tokens excludes cached tokens, output_tokens includes reasoning, unknown is NULL.
-- cost_nusd: billionths of a US dollar. cost_source: 0 unknown, 1 reported, 2 computed, 3 contained in the reported
-- total of its run. status: 0 success, 1 error, 2 quota_exceeded, 3 canceled.
-- line_uid: rank of the report whose numbers these are (request_rank.h); the greatest of all reports wins.
CREATE TABLE requests(
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, trace INTEGER, at INTEGER NOT NULL, responded_at INTEGER, duration_ms INTEGER,
  ttft_ms INTEGER, token INTEGER, account INTEGER, user INTEGER, mode INTEGER, model INTEGER NOT NULL, provider INTEGER, stream INTEGER,
  input_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER, cache_write_1h_tokens INTEGER,
  output_tokens INTEGER, reasoning_tokens INTEGER, cost_nusd INTEGER, cost_source INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL DEFAULT 0, status_code INTEGER, error_message TEXT, request_bytes INTEGER, response_bytes INTEGER,
  conversation_id TEXT, line_uid BLOB, metadata TEXT);
CREATE INDEX requests_at ON requests(at, id);
CREATE INDEX requests_trace ON requests(trace) WHERE trace IS NOT NULL;
CREATE INDEX requests_token ON requests(token, at) WHERE token IS NOT NULL;
CREATE INDEX requests_account ON requests(account, at) WHERE account IS NOT NULL;
CREATE INDEX requests_bad ON requests(status, at) WHERE status <> 0;

-- Traces that report a call which others report, too (forks, resumed sessions); the one that began first owns it.
CREATE TABLE request_claims(request INTEGER NOT NULL REFERENCES requests(id) ON DELETE CASCADE,
  trace INTEGER NOT NULL REFERENCES traces(id) ON DELETE CASCADE, PRIMARY KEY(request, trace)) WITHOUT ROWID;
CREATE INDEX request_claims_trace ON request_claims(trace);

-- Sums of requests by time (UTC) and model, kept by stats-aggregate. grain: 0 quarters of an hour, 1 days; bucket: the
-- number of the quarter or day since the epoch. How the values are spread (store/sketch.h) is in rows of its own, with the
-- same bucket and model: duration_sketch at grain + 2, ttft_sketch at grain + 4. meta holds
-- rollup_id (requests up to this id are in), rollup_prices (hash of the prices), rollup_at (when), rollup_steps (counts
-- the changes), rollup_requests. Derived: may be dropped.
CREATE TABLE usage_rollups(
  grain INTEGER NOT NULL, bucket INTEGER NOT NULL, model INTEGER NOT NULL, requests INTEGER NOT NULL, successes INTEGER NOT NULL,
  errors INTEGER NOT NULL, canceled INTEGER NOT NULL, unpriced INTEGER NOT NULL, input_tokens INTEGER, cache_read_tokens INTEGER,
  cache_write_tokens INTEGER, cache_write_1h_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER, total_tokens INTEGER,
  cost_nusd INTEGER, reported_nusd INTEGER, computed_nusd INTEGER, duration_count INTEGER NOT NULL, duration_sum REAL NOT NULL,
  duration_sketch BLOB, ttft_count INTEGER NOT NULL, ttft_sum REAL NOT NULL, ttft_sketch BLOB,
  PRIMARY KEY(grain, bucket, model)) WITHOUT ROWID;

-- Quarters of an hour in which a request changed or went since they were summed.
CREATE TABLE usage_stale(bucket INTEGER PRIMARY KEY);
CREATE TRIGGER usage_changed AFTER UPDATE ON requests BEGIN INSERT OR IGNORE INTO usage_stale VALUES ((old.at - (old.at % 900000000 + 900000000) % 900000000) / 900000000), ((new.at - (new.at % 900000000 + 900000000) % 900000000) / 900000000); END;
CREATE TRIGGER usage_gone AFTER DELETE ON requests BEGIN INSERT OR IGNORE INTO usage_stale VALUES ((old.at - (old.at % 900000000 + 900000000) % 900000000) / 900000000); END;

-- The same requests column by column, for questions that the sums by time and model do not answer (store/segment_table.h).
-- A segment holds the requests with after_id < id <= last_id; id of a column: last_id * 32 + its number. Derived: may be dropped.
CREATE TABLE usage_segments(last_id INTEGER PRIMARY KEY, after_id INTEGER NOT NULL, requests INTEGER NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL);
CREATE TABLE usage_columns(id INTEGER PRIMARY KEY, data BLOB NOT NULL);

-- Requests in segments that changed or went since.
CREATE TABLE usage_changes(request INTEGER PRIMARY KEY);
CREATE TRIGGER usage_moved AFTER UPDATE ON requests WHEN old.id <= (SELECT max(last_id) FROM usage_segments) BEGIN INSERT OR IGNORE INTO usage_changes VALUES (old.id); END;
CREATE TRIGGER usage_lost AFTER DELETE ON requests WHEN old.id <= (SELECT max(last_id) FROM usage_segments) BEGIN INSERT OR IGNORE INTO usage_changes VALUES (old.id); END;

-- The prices at which requests with ids after after_id were summed, until the next row. file: the price file; NULL: those
-- that came with the tools. prices: its text.
CREATE TABLE usage_prices(after_id INTEGER PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL, file TEXT, prices TEXT NOT NULL);

-- What was said in a request; kept only where its token says so (tokens.content) or --content full.
CREATE TABLE contents(request INTEGER PRIMARY KEY REFERENCES requests(id) ON DELETE CASCADE, at INTEGER NOT NULL, system_prompt TEXT,
  messages TEXT, prompt TEXT, completion TEXT, block INTEGER, block_off INTEGER, block_len INTEGER);
CREATE INDEX contents_plain ON contents(at) WHERE block IS NULL;

-- Old content, packed; its rows stay and say where it is. data: zstd, with the dictionary zdict if there is one; size
-- and sum (XXH3) are of what comes out. trace, first_seq: whose payloads they are and which is the first; trace 0: other
-- content. hash: BLAKE2b-128 of a block that is one long text, found in several places and kept once (a piece).
CREATE TABLE zdicts(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE blocks(id INTEGER PRIMARY KEY AUTOINCREMENT, trace INTEGER NOT NULL, first_seq INTEGER NOT NULL,
  zdict INTEGER, size INTEGER NOT NULL, sum INTEGER NOT NULL, hash BLOB, data BLOB NOT NULL);
CREATE INDEX blocks_trace ON blocks(trace, first_seq);
CREATE UNIQUE INDEX blocks_hash ON blocks(hash) WHERE hash IS NOT NULL;

-- How many rows and blocks refer to a block, and which pieces a block refers to: a block goes with the last of them.
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

-- Per API token: is conversation content kept (0 none, 1 full, NULL as the recorder says), what is its name.
CREATE TABLE token_settings(token INTEGER PRIMARY KEY, name TEXT, content INTEGER);

-- Settings kept in the store (trace-record config), and switches remembered for a session (--remember).
CREATE TABLE settings(k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE switches(session TEXT PRIMARY KEY, enabled INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- Receipts of deletions: what went, when, by which rule, how many events and rows, and the head of its chain.
-- leaving: row of the trace while its rows are still going; NULL when all are gone.
CREATE TABLE pruned(uid TEXT PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL, events INTEGER NOT NULL, head BLOB,
  links INTEGER, leaving INTEGER) WITHOUT ROWID;

-- Parts of a trace's chain that its rows no longer tell: events first..last went (or were written before there were
-- links to check). links: how many; head: the chain's head after them, from which it goes on.
CREATE TABLE chain_gaps(trace INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, links INTEGER NOT NULL, head BLOB NOT NULL,
  at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(trace, first)) WITHOUT ROWID;

-- Receipts of bytes that were replaced (scrub). leaf: as it stands in the chain; new_leaf: of the bytes there now.
CREATE TABLE scrubs(event INTEGER PRIMARY KEY, leaf BLOB NOT NULL, new_leaf BLOB NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL);

-- One sum a row of the tables that have no chain (store/seals.h); kind: which table, key: which row. Of requests the
-- sums of 16 rows that follow each other, key: their id divided by 16.
CREATE TABLE seals(kind INTEGER NOT NULL, key NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;

-- Shipping to other systems (trace-export --ship). A cursor a name: events with ids up to `event` and revisions up to
-- `revision` are at the other end; next_*: the end of the batch under way, the same for each retry. filled: rows that
-- were there before the first cursor have a revision. Revisions are only written while there is a cursor.
CREATE TABLE ship_cursors(
  name TEXT PRIMARY KEY, event INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0, next_event INTEGER,
  next_revision INTEGER, filled INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, shipped_at INTEGER,
  batches INTEGER NOT NULL DEFAULT 0, rows INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

-- The last change of each row that is not only added: kind 0 trace, 1 event, 2 request, 3 content; row: its id.
-- Of what is gone: kind 4 trace, 5 event, 6 request, 7 content; row: 'x' and its uid, of an event 'x', seq, uid and
-- trace with blanks between. Events that go with their trace have none.
CREATE TABLE revisions(rev INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, row INTEGER NOT NULL, UNIQUE(kind, row));

-- Rows that a sink refused for good while it took others, and the exit code of the refusal.
CREATE TABLE ship_set_aside(
  name TEXT NOT NULL, kind INTEGER NOT NULL, row INTEGER NOT NULL, at INTEGER NOT NULL, exit_code INTEGER NOT NULL,
  PRIMARY KEY(name, kind, row)) WITHOUT ROWID;

-- Views under the names of the documents that asked for them.
CREATE VIEW task_traces AS
  SELECT t.uid AS id, t.session AS sessionId, t.session AS session_id, t.message_id AS messageId, t.message_id,
    t.client_message_id AS clientMessageId, t.client_message_id, a.name AS actor,
    CASE t.status WHEN 0 THEN 'queued' WHEN 1 THEN 'running' WHEN 2 THEN 'success' WHEN 4 THEN 'timeout' WHEN 5 THEN 'canceled' ELSE 'error' END AS status,
    CASE t.trace_level WHEN 0 THEN 'summary' WHEN 1 THEN 'events' ELSE 'full' END AS traceLevel,
    CASE t.trace_level WHEN 0 THEN 'summary' WHEN 1 THEN 'events' ELSE 'full' END AS trace_level,
    t.metadata, strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1e6, 'unixepoch') AS startedAt,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1e6, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.ended_at / 1e6, 'unixepoch') AS endedAt,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.ended_at / 1e6, 'unixepoch') AS ended_at, t.duration_ms AS durationMs, t.duration_ms,
    t.title, s.name AS source, t.switch_source, t.event_count,
    CASE WHEN t.status = 6 THEN 'abandoned' ELSE e.name END AS error_code, t.error_message
  FROM traces t LEFT JOIN dict s ON s.id = t.source LEFT JOIN dict a ON a.id = t.actor LEFT JOIN dict e ON e.id = t.error_code;

CREATE VIEW task_trace_events AS
  SELECT e.id, t.uid AS traceId, t.uid AS trace_id, e.seq, y.name AS eventType, y.name AS event_type,
    CASE e.level WHEN 0 THEN 'debug' WHEN 1 THEN 'info' WHEN 2 THEN 'warn' ELSE 'error' END AS level,
    CASE WHEN coalesce(c.payload, e.payload) IS NULL THEN NULL WHEN e.len IS NULL THEN CAST(coalesce(c.payload, e.payload) AS TEXT)
      ELSE CAST(substr(CAST(coalesce(c.payload, e.payload) AS BLOB), e.off + 1, e.len) AS TEXT) END AS payload,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1e6, 'unixepoch') AS timestamp, iif(coalesce(c.block, e.block) IS NULL, 0, 1) AS packed
  FROM events e JOIN traces t ON t.id = e.trace LEFT JOIN dict y ON y.id = e.type LEFT JOIN events c ON c.id = e.carrier
  WHERE e.seq IS NOT NULL;

CREATE VIEW decomposition_jobs AS
  SELECT t.uid AS job_id, s.name AS job_type, coalesce(m.name, '') AS mode, t.target_task_id,
    CASE t.status WHEN 0 THEN 'pending' WHEN 1 THEN 'running' WHEN 2 THEN 'succeeded' ELSE 'failed' END AS status,
    t.error_message AS error, t.params AS params_json, t.stats AS stats_json, t.result AS result_json,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at / 1e6, 'unixepoch') AS created_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1e6, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.ended_at / 1e6, 'unixepoch') AS finished_at
  FROM traces t JOIN dict s ON s.id = t.source LEFT JOIN dict m ON m.id = t.mode
  WHERE s.name IN ('plan_decompose', 'plan_execute', 'task_operation');

CREATE VIEW decomposition_job_logs AS
  SELECT e.id, j.job_id, v.timestamp, v.level,
    coalesce(iif(e.flags & 64, v.payload, NULL), iif(e.flags & 32,
      (SELECT iif(json_valid(CAST(x.payload AS TEXT)), json_extract(CAST(x.payload AS TEXT), '$.message'), NULL) FROM events x WHERE x.id = coalesce(e.carrier, e.id)), NULL),
      v.event_type) AS message, v.payload AS metadata_json
  FROM decomposition_jobs j JOIN task_trace_events v ON v.trace_id = j.job_id JOIN events e ON e.id = v.id;

CREATE VIEW agent_runs AS
  SELECT t.uid AS id, s.name AS source, t.source_ref, t.session AS session_id,
    CASE t.status WHEN 0 THEN 'queued' WHEN 1 THEN 'running' WHEN 2 THEN 'success' WHEN 4 THEN 'timeout' WHEN 5 THEN 'canceled' ELSE 'error' END AS status,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1e6, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.ended_at / 1e6, 'unixepoch') AS finished_at, t.duration_ms,
    CASE WHEN t.status = 6 THEN 'abandoned' ELSE e.name END AS error_code, t.error_message, t.metadata
  FROM traces t JOIN dict s ON s.id = t.source LEFT JOIN dict e ON e.id = t.error_code
  WHERE s.name NOT IN ('plan_decompose', 'plan_execute', 'task_operation');

CREATE VIEW request_logs AS
  SELECT r.uid AS id, coalesce(k.name, '') AS token_id, k.name AS api_key_id, a.name AS account_id, u.name AS user_name, u.name AS user_id,
    coalesce(m.name, 'api') AS mode, o.name AS model, p.name AS provider, coalesce(r.stream, 0) AS stream,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1e6, 'unixepoch') AS request_at, strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1e6, 'unixepoch') AS timestamp,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1e6, 'unixepoch') AS created_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(r.responded_at, r.at) / 1e6, 'unixepoch') AS updated_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.responded_at / 1e6, 'unixepoch') AS response_at, r.duration_ms, r.ttft_ms,
    coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + coalesce(r.cache_write_tokens, 0) AS prompt_tokens,
    coalesce(r.output_tokens, 0) AS completion_tokens,
    coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + coalesce(r.cache_write_tokens, 0) + coalesce(r.output_tokens, 0) AS total_tokens,
    r.status_code, iif(r.status = 0, 1, 0) AS success,
    CASE r.status WHEN 0 THEN 'success' WHEN 2 THEN 'quota_exceeded' WHEN 3 THEN 'canceled' ELSE 'error' END AS status, r.error_message,
    r.request_bytes AS request_size, r.response_bytes AS response_size, r.conversation_id, t.uid AS trace_id
  FROM requests r LEFT JOIN dict k ON k.id = r.token LEFT JOIN dict a ON a.id = r.account LEFT JOIN dict u ON u.id = r.user
    LEFT JOIN dict m ON m.id = r.mode LEFT JOIN dict o ON o.id = r.model LEFT JOIN dict p ON p.id = r.provider LEFT JOIN traces t ON t.id = r.trace;

CREATE VIEW conversation_contents AS
  SELECT coalesce(r.conversation_id, r.uid) AS id, r.uid AS request_log_id, coalesce(k.name, '') AS token_id, c.system_prompt AS system_prompt,
    coalesce(c.messages, '[]') AS messages_json, coalesce(c.prompt, '') AS prompt, coalesce(c.completion, '') AS completion,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.at / 1e6, 'unixepoch') AS created_at, iif(c.block IS NULL, 0, 1) AS is_compressed
  FROM contents c JOIN requests r ON r.id = c.request LEFT JOIN dict k ON k.id = r.token;

CREATE VIEW usage_stats_daily AS
  SELECT min(r.id) AS id, date(r.at / 1e6, 'unixepoch') AS stat_date, coalesce(k.name, '') AS token_id, coalesce(a.name, '') AS account_id,
    coalesce(m.name, '') AS mode, o.name AS model, count(*) AS request_count, sum(r.status = 0) AS success_count, sum(r.status IN (1, 2)) AS error_count,
    sum(coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + coalesce(r.cache_write_tokens, 0)) AS total_prompt_tokens,
    sum(coalesce(r.output_tokens, 0)) AS total_completion_tokens,
    sum(coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + coalesce(r.cache_write_tokens, 0) + coalesce(r.output_tokens, 0)) AS total_tokens,
    CAST(avg(r.duration_ms) AS INTEGER) AS avg_duration_ms, CAST(avg(r.ttft_ms) AS INTEGER) AS avg_ttft_ms
  FROM requests r LEFT JOIN dict k ON k.id = r.token LEFT JOIN dict a ON a.id = r.account LEFT JOIN dict m ON m.id = r.mode
    LEFT JOIN dict o ON o.id = r.model
  GROUP BY 2, 3, 4, 5, 6;

CREATE VIEW tokens AS
  SELECT d.name AS id, s.name, coalesce(s.content, 0) AS enable_conversation_logging, count(r.id) AS total_requests,
    coalesce(sum(coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + coalesce(r.cache_write_tokens, 0) + coalesce(r.output_tokens, 0)), 0) AS total_tokens_used
  FROM dict d LEFT JOIN token_settings s ON s.token = d.id LEFT JOIN requests r ON r.token = d.id
  WHERE d.kind = 7 GROUP BY d.id;

-- WHILE SHIPPING: what follows is made when the first cursor is registered, so that nobody else pays for it (seven of a
-- hundred parts of all that recording model calls costs).
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
CREATE TRIGGER IF NOT EXISTS trace_counted AFTER UPDATE OF event_count ON traces WHEN EXISTS(SELECT 1 FROM ship_cursors) AND new.event_count IS NOT old.event_count BEGIN DELETE FROM revisions WHERE kind = 0 AND row = new.id; INSERT INTO revisions(kind, row) VALUES (0, new.id); END;
CREATE TRIGGER IF NOT EXISTS trace_left AFTER DELETE ON traces WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 4 AND row = 'x' || old.uid; INSERT INTO revisions(kind, row) VALUES (4, 'x' || old.uid); END;
CREATE TRIGGER IF NOT EXISTS event_left AFTER DELETE ON events WHEN old.seq IS NOT NULL AND EXISTS(SELECT 1 FROM ship_cursors) AND EXISTS(SELECT 1 FROM traces WHERE id = old.trace) BEGIN INSERT OR REPLACE INTO revisions(kind, row) VALUES (5, 'x' || old.seq || ' ' || lower(hex(old.uid)) || ' ' || (SELECT uid FROM traces WHERE id = old.trace)); END;
CREATE TRIGGER IF NOT EXISTS request_left AFTER DELETE ON requests WHEN EXISTS(SELECT 1 FROM ship_cursors) BEGIN DELETE FROM revisions WHERE kind = 6 AND row = 'x' || old.uid; INSERT INTO revisions(kind, row) VALUES (6, 'x' || old.uid); END;
CREATE TRIGGER IF NOT EXISTS content_left AFTER DELETE ON contents WHEN EXISTS(SELECT 1 FROM ship_cursors) AND EXISTS(SELECT 1 FROM requests WHERE id = old.request) BEGIN INSERT OR REPLACE INTO revisions(kind, row) VALUES (7, 'x' || (SELECT uid FROM requests WHERE id = old.request)); END;
