// Where the time of a trace went: its steps, the longest first. For the main thread.
#pragma once

#include "trace-query/session.h"

#include "base/time.h"
#include "store/resolve.h"

namespace trace::tools {

// Print the 20 longest steps. A step takes what the event says, else the time to the next event.
void show_slow_steps(Session& session, const store::TraceRef& trace, base::UnixMicros start);

}  // namespace trace::tools
