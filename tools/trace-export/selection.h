// Which traces a command line means: ids, filters, or everything. For the main thread.
#pragma once

#include "trace-export/options.h"

#include "store/sqlite.h"

#include <cstdint>
#include <vector>

namespace trace::tools {

struct Selection {
  bool everything = false;           // --all, without ids and filters
  std::vector<std::int64_t> traces;  // row ids otherwise
};

// Look up what the options select. Throws Failure: not_found for an id that is not there, bad_usage
// when nothing was asked for.
Selection select_traces(const ExportOptions& options, store::Database& db);

}  // namespace trace::tools
