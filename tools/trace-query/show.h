// The verb show: one trace as a whole, or one model call. For the main thread.
#pragma once

#include "trace-query/session.h"

#include "store/resolve.h"

namespace trace::tools {

// Print the traces that the options name and return the exit code.
int print_traces(Session& session);

// Print one trace: head, usage and what the options want of its timeline.
void show_trace(Session& session, const store::TraceRef& trace);

// Print one model call, or the part of it that the options name as it was recorded.
int print_request(Session& session);

}  // namespace trace::tools
