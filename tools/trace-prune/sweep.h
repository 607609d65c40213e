// --sweep: end traces whose recorder is gone, or say which they are. For the main thread.
#pragma once

#include "trace-prune/options.h"

#include "base/time.h"

#include <string>

namespace trace::tools {

// Say which traces are lost, and end them with --apply. Throws Failure.
void sweep(const PruneOptions& options, const std::string& path, base::UnixMicros now);

}  // namespace trace::tools
