// The verb doctor: is everything all right? For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Examine the store, print a line a finding, and return the exit code.
int print_doctor(Session& session);

}  // namespace trace::tools
