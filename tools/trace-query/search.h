// The verb search: where words stand in what was recorded. For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Print the rows that have the words and return the exit code. Throws Failure bad_usage for a query
// that cannot be read.
int print_search(Session& session);

}  // namespace trace::tools
