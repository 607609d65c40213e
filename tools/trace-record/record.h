// `AGENT | trace-record`: records stdin as it comes. For the main thread.
#pragma once

#include "trace-record/verb_context.h"

#include <string_view>

namespace trace::tools {

// Record stdin to its end and return the exit code; `switch_source` says why it is recorded.
// Throws Failure for wrong options.
int record(VerbContext& context, std::string_view switch_source);
// Recording is off: stdin goes to stdout (with --tee) or nowhere.
int pass_through(const RecordOptions& options);

}  // namespace trace::tools
