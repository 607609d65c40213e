// --scrub: takes a leaked value out of everything that belongs to the store, and proves it. For the
// main thread.
#pragma once

#include "trace-prune/options.h"

#include "base/time.h"

#include <string>

namespace trace::tools {

// Show where the value is; with --apply overwrite it and look again. Return the exit code: `no`
// when it is still there, or when the user said no. Throws Failure.
int scrub(const PruneOptions& options, const std::string& path, base::UnixMicros now);

}  // namespace trace::tools
