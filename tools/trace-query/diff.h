// The verbs diff and bisect: where two runs part, and which of many is the first bad one. For the
// main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Print where two runs part and what changed; return 1 under -e when they differ.
int print_diff(Session& session);

// Print the last good and the first bad of several runs, in order of start; return 1 when there is
// a bad one.
int print_bisect(Session& session);

}  // namespace trace::tools
