// --compress-after and --auto: pack old content, or say how much would be packed. For the main
// thread.
#pragma once

#include "trace-prune/options.h"

#include "base/time.h"

#include <string>

namespace trace::tools {

// Count what ended longer ago than the option says, or with --auto the setting, and is not packed;
// with --apply pack it. Do nothing when neither is given. Throws Failure.
void compress(const PruneOptions& options, const std::string& path, base::UnixMicros now);

}  // namespace trace::tools
