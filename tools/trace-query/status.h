// The verb status: how large the store is, how old, how busy. For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Print the figures and return the exit code.
int print_status(Session& session);

}  // namespace trace::tools
