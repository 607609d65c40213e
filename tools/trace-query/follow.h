// The verb follow: what is there of some traces or of all, then what comes, until they end. For the
// main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Follow and return the exit code: 0 when all traces ended with success, 1 otherwise. Throws
// Failure not_found when the store goes away and does not come back.
int follow(Session& session);

}  // namespace trace::tools
