-- Imported files, and what makes the order in which they come all the same.
ALTER TABLE traces ADD COLUMN claims BLOB;

CREATE TABLE files(id INTEGER PRIMARY KEY, dev INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,
  mtime INTEGER NOT NULL, head BLOB NOT NULL, head_size INTEGER NOT NULL, input TEXT NOT NULL, trace TEXT, dialect TEXT,
  UNIQUE(dev, inode));

CREATE TABLE superseded(event INTEGER PRIMARY KEY);

CREATE TABLE request_claims(request INTEGER NOT NULL REFERENCES requests(id) ON DELETE CASCADE,
  trace INTEGER NOT NULL REFERENCES traces(id) ON DELETE CASCADE, PRIMARY KEY(request, trace)) WITHOUT ROWID;
CREATE INDEX request_claims_trace ON request_claims(trace);
