-- Receipts that chains go on from, and sums of the rows that have no chain. What is older has no links to check: its chain
-- goes on from the head that it had.
ALTER TABLE pruned ADD COLUMN links INTEGER;
ALTER TABLE pruned ADD COLUMN leaving INTEGER;

CREATE TABLE chain_gaps(trace INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, links INTEGER NOT NULL, head BLOB NOT NULL,
  at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(trace, first)) WITHOUT ROWID;
INSERT INTO chain_gaps(trace, first, last, links, head, at, reason)
  SELECT id, 1, (SELECT v - 1 FROM meta WHERE k = 'next_id'), chain_count, coalesce(chain_head, zeroblob(32)),
    CAST(strftime('%s') AS INTEGER) * 1000000, 'recorded before version 5' FROM traces WHERE chain_count > 0
  UNION ALL SELECT 0, 1, v - 1, 0, zeroblob(32), CAST(strftime('%s') AS INTEGER) * 1000000, 'recorded before version 5'
  FROM meta WHERE k = 'next_id' AND v > 1;

CREATE TABLE scrubs(event INTEGER PRIMARY KEY, leaf BLOB NOT NULL, new_leaf BLOB NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL);

CREATE TABLE seals(kind INTEGER NOT NULL, key NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;
