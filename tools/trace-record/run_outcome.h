// What the end of a child means: for the trace, and for our own exit status. Pure functions.
#pragma once

#include "trace-record/recording.h"
#include "trace-record/run_limits.h"

namespace trace::tools {

struct RunOutcome {
  RecordingEnd end;
  int exit = 0;
};

// Read a wait status; a limit that was broken before the child ended goes first.
RunOutcome outcome_of(int wait_status, Breach breach);
// The command did not start.
RunOutcome outcome_of_start(int error);

}  // namespace trace::tools
