// --audit: print what was proved, and what does not match. For the main thread.
#pragma once

#include "stats-aggregate/counting.h"
#include "stats-aggregate/output.h"

namespace trace::tools {

// Return whether everything matches. Messages for people and lines of JSON alike: `check`,
// `result` (`ok` or `differs`), `detail`.
bool print_audit(Counting& counting, Output& output);

}  // namespace trace::tools
