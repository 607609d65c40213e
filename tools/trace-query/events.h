// The verb events: a part of the events of one trace. For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Print the events that the options ask for and return the exit code.
int print_events(Session& session);

}  // namespace trace::tools
