// Months that move into archives, and back. For the main thread.
#pragma once

#include "trace-prune/options.h"

#include "base/time.h"

#include <string>

namespace trace::tools {

// Show what would move into --archive, and move it when that is wanted. Return the exit code.
// Throws Failure.
int archive(const PruneOptions& options, const std::string& path, base::UnixMicros now);

// The same for --unarchive.
int unarchive(const PruneOptions& options, const std::string& path, base::UnixMicros now);

}  // namespace trace::tools
