// The verb verify: is the store as it was written? For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Check, print what is damaged, and return the exit code.
int print_verify(Session& session);

}  // namespace trace::tools
