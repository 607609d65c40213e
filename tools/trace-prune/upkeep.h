// What --auto does after it deleted: the sums of requests and the words of the search index are
// brought up to date. For the main thread.
#pragma once

#include "base/time.h"

#include <string>

namespace trace::tools {

// Whether there is an index: else none is made.
struct Upkeep {
  bool index = false;
};

// Look at the store at `path`; call it before anything is deleted.
Upkeep needed_upkeep(const std::string& path);
// Sum the requests of an archive as those of its store are summed, so that statistics read sums
// there, too. Where prices are not those that came with the tools, its rows are counted instead.
void sum_archive(const std::string& store, const std::string& archive, base::UnixMicros now);
// Bring sums and index up to date. Throws Failure.
void keep_up(const Upkeep& upkeep, const std::string& path, base::UnixMicros now);

}  // namespace trace::tools
