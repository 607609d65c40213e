// Does what was chosen, in the order in which a killed run can be repeated. On a full disk it makes
// room with the reserve of the store. For the main thread.
#pragma once

#include "trace-prune/choice.h"
#include "trace-prune/options.h"

#include "base/time.h"

#include <functional>
#include <string>

namespace trace::tools {

// Delete what was chosen in the store at `path`. Throws Failure.
void delete_chosen(const PruneOptions& options, const PruneChoice& choice, const std::string& path,
                   base::UnixMicros now);

// Call `work`, and again with the room of the reserve when the disk is full. Throws Failure.
void with_reserve(const std::string& path, const std::function<void()>& work);

}  // namespace trace::tools
