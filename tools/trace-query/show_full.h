// `show` unfolded: each event with all that it says, readable, and the sub-agents of a trace. For
// the main thread.
#pragma once

#include "trace-query/session.h"

#include "base/time.h"
#include "store/event_rows.h"
#include "store/resolve.h"

namespace trace::tools {

// Print events with their passages below them; those of unknown shape with their bytes.
void show_full_events(Session& session, const store::TraceRef& trace,
                      const store::EventRange& range, base::UnixMicros start);

// Print the traces below this one as a tree: state, time, calls, tokens, cost, title. Nothing when
// there are none.
void show_children(Session& session, const store::TraceRef& trace);

}  // namespace trace::tools
