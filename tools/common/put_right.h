// What readers put right before they read: records that wait in the spool are loaded, traces whose
// recorder died are ended as `abandoned`, through a short writer connection when the store may be
// written. For the main thread.
#pragma once

#include "base/time.h"
#include "common/environment.h"
#include "store/sqlite.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace trace::cli {

// What could not be put right, and so has to be said or shown.
struct Unsettled {
  std::set<std::int64_t> dead;     // row ids of traces that run in the store alone
  std::int64_t waiting_files = 0;  // in the spool
};

// Name the folders in which records of the store at `db_path` may wait; `given` is --spool-dir.
std::vector<std::string> spool_places(const std::string& db_path, const std::string& given,
                                      const Environment& environment);

// Look for records in the spool of the store at `path`, which `reader` reads, and for dead
// recorders, and put right what can be. More than 64 MiB are left for `trace-record replay`. Never
// throws for what it may not write; takes 0.2 s at most when another writer is at work. Throws
// Failure when the store cannot be read.
Unsettled put_right(const std::string& path, store::Database& reader, base::UnixMicros now);

}  // namespace trace::cli
