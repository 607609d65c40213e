// `trace-export --ship NAME --sink CMD`: what is new in the store, batch by batch, to a command
// that takes it. The cursor of NAME moves when the command exits with 0, so nothing is left out; a
// retry has the same TRACE_BATCH_ID, so the other end can tell. For the main thread.
#pragma once

#include "trace-export/options.h"

namespace trace::tools {

// Tell whether the command line is about shipping; throws Failure bad_usage when it mixes that with
// what ships nothing.
bool is_shipping(const ExportOptions& options);

// Ship; return the exit code: 69 when rows were set aside. Throws Failure unavailable when the sink
// takes nothing.
int ship(const ExportOptions& options);

}  // namespace trace::tools
