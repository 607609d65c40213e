-- Sums that are kept, and which of them are stale.
CREATE TABLE usage_rollups(
  grain INTEGER NOT NULL, bucket INTEGER NOT NULL, model INTEGER NOT NULL, requests INTEGER NOT NULL, successes INTEGER NOT NULL,
  errors INTEGER NOT NULL, canceled INTEGER NOT NULL, unpriced INTEGER NOT NULL, input_tokens INTEGER, cache_read_tokens INTEGER,
  cache_write_tokens INTEGER, cache_write_1h_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER, total_tokens INTEGER,
  cost_nusd INTEGER, reported_nusd INTEGER, computed_nusd INTEGER, duration_count INTEGER NOT NULL, duration_sum REAL NOT NULL,
  duration_sketch BLOB, ttft_count INTEGER NOT NULL, ttft_sum REAL NOT NULL, ttft_sketch BLOB,
  PRIMARY KEY(grain, bucket, model)) WITHOUT ROWID;

CREATE TABLE usage_stale(bucket INTEGER PRIMARY KEY);
CREATE TRIGGER usage_changed AFTER UPDATE ON requests BEGIN INSERT OR IGNORE INTO usage_stale VALUES ((old.at - (old.at % 900000000 + 900000000) % 900000000) / 900000000), ((new.at - (new.at % 900000000 + 900000000) % 900000000) / 900000000); END;
CREATE TRIGGER usage_gone AFTER DELETE ON requests BEGIN INSERT OR IGNORE INTO usage_stale VALUES ((old.at - (old.at % 900000000 + 900000000) % 900000000) / 900000000); END;
