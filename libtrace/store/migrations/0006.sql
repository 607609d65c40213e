-- Requests column by column, and the prices that sums were made at.
CREATE TABLE usage_segments(last_id INTEGER PRIMARY KEY, after_id INTEGER NOT NULL, requests INTEGER NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL);
CREATE TABLE usage_columns(id INTEGER PRIMARY KEY, data BLOB NOT NULL);

CREATE TABLE usage_changes(request INTEGER PRIMARY KEY);
CREATE TRIGGER usage_moved AFTER UPDATE ON requests WHEN old.id <= (SELECT max(last_id) FROM usage_segments) BEGIN INSERT OR IGNORE INTO usage_changes VALUES (old.id); END;
CREATE TRIGGER usage_lost AFTER DELETE ON requests WHEN old.id <= (SELECT max(last_id) FROM usage_segments) BEGIN INSERT OR IGNORE INTO usage_changes VALUES (old.id); END;

CREATE TABLE usage_prices(after_id INTEGER PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL, file TEXT, prices TEXT NOT NULL);
