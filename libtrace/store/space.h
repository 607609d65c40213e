// The room that a store takes: how much of the file is used, and giving the rest back without
// stopping the recorders. Belongs to the thread of its Database.
#pragma once

#include "store/lock.h"
#include "store/sqlite.h"

#include <cstdint>

namespace trace::store {

// Bytes of the pages that hold something.
std::int64_t used_bytes(Database& db);

// Give free pages back to the file system, some at a time; a store that was not made for that is
// written anew, under the lock. Throws Failure busy when the lock cannot be had.
void give_back_space(Database& db, StoreLock& lock);
// Write the whole store anew, so that nothing deleted is left in it. Recorders wait, or spool.
void rewrite_store(Database& db, StoreLock& lock);
// Move the log into the file and empty it; false: a reader still needs what is in it.
bool empty_log(Database& db, StoreLock& lock);

}  // namespace trace::store
