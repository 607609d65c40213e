// Filters as typed, made ready for the store: times in their zone, `.` as the folder, traces by
// their short ids. For the main thread.
#pragma once

#include "base/time.h"
#include "common/environment.h"
#include "common/filter_options.h"
#include "store/filter.h"
#include "store/sqlite.h"

#include <string>

namespace trace::cli {

// Tell whether any filter was given.
bool has_filter(const FilterOptions& options);

// Read the filters; `zone` is --tz. Makes trace_grep known to `db` when --grep needs it. Throws
// Failure bad_usage naming the option, not_found for a parent that is not there.
store::Filter read_filter(const FilterOptions& options, const std::string& zone,
                          const Environment& environment, base::UnixMicros now,
                          store::Database& db);

}  // namespace trace::cli
