// What a prune takes: chosen by ids, filters and ages, counted row by row. For the main thread.
#pragma once

#include "trace-prune/options.h"

#include "base/time.h"
#include "store/prune_plan.h"
#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::tools {

struct PruneChoice {
  std::vector<std::int64_t> traces;    // row ids, in order of start
  std::vector<std::int64_t> requests;  // of no trace
  std::string reason;                  // for the receipts
};

// Tell whether the options choose anything.
bool chooses(const PruneOptions& options);

// Choose. Throws Failure not_found for an id that is not there, bad_usage for a bad filter.
PruneChoice choose(const PruneOptions& options, store::Database& db, base::UnixMicros now);

}  // namespace trace::tools
