// SQLite's small blocks from a list a thread and size instead of from malloc: reading the schema of
// a store takes thousands of them, a row that is written some more. Safe on any thread: a block may
// be given back on another one than it was taken on. What was given back is kept for the next.
#pragma once

namespace trace::store {

// Have SQLite take its memory here, and take no lock to count it. Does nothing in a process that
// has used SQLite before, or that asked already.
void settle_sqlite_memory() noexcept;

}  // namespace trace::store
