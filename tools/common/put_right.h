// What readers put right before they read: traces whose recorder died are ended as `abandoned`,
// through a short writer connection when the store may be written. For the main thread.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <set>
#include <string>

namespace trace::cli {

// What could not be put right, and so has to be said or shown.
struct Unsettled {
  std::set<std::int64_t> dead;     // row ids of traces that run in the store alone
  std::int64_t waiting_files = 0;  // in the spool
};

// Look for dead recorders and for records in the spool of the store at `path`, which `reader`
// reads, and put right what can be. Never throws for what it may not write; takes 0.2 s at most
// when another writer is at work. Throws Failure when the store cannot be read.
Unsettled put_right(const std::string& path, store::Database& reader, base::UnixMicros now);

}  // namespace trace::cli
