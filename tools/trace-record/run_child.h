// `trace-record run`: a command as one trace. For the main thread.
#pragma once

#include "trace-record/verb_context.h"

namespace trace::tools {

// Run the command, record it, and return the status to exit with: that of the command, or what
// cli.md says for limits and for commands that do not start. Throws Failure bad_usage.
int run_child(VerbContext& context);

}  // namespace trace::tools
