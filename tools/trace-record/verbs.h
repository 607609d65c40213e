// The verbs of trace-record, a function each. All of them return the exit code and throw Failure.
// For the main thread.
#pragma once

#include "trace-record/verb_context.h"

namespace trace::tools {

// Open a trace and print its id; an empty line when it is not recorded.
int start_trace(VerbContext& context);
// Add events to a trace.
int log_events(VerbContext& context);
// End a trace; a second end changes nothing.
int finish_trace(VerbContext& context);
// Load what waits in the spool; 75 when some of it still waits, 74 when some was damaged.
int replay_spool(VerbContext& context);
// Adopt files; 65 when some of them was not understood, 66, 74 or 77 when some could not be read.
int import_files(VerbContext& context);
// config list | get KEY | set KEY VALUE.
int configure(VerbContext& context);
// token list | set ID KEY=VALUE….
int set_tokens(VerbContext& context);

}  // namespace trace::tools
