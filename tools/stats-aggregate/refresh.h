// Brings the sums that reports are answered from up to date, or makes them again. For the main
// thread.
#pragma once

#include "stats-aggregate/options.h"
#include "stats-aggregate/output.h"

#include "common/environment.h"

namespace trace::tools {

// Do what --refresh, --rebuild or --reprice say. Throws Failure.
void maintain(const StatsOptions& options, const cli::Environment& environment, Output& output);
// Refresh on the way to a report: a store that may not be written, or is busy, is left as it is.
void refresh_if_possible(const StatsOptions& options, const cli::Environment& environment);

}  // namespace trace::tools
