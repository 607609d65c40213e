// The verb sql: one SELECT of the user's, kept to reading. For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Print the rows of the statement and return the exit code.
int print_sql(Session& session);

}  // namespace trace::tools
