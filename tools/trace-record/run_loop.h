// The loop of `run`: what the child writes goes on its way, signals reach it, limits end it. For
// the main thread.
#pragma once

#include "trace-record/child_process.h"
#include "trace-record/child_signals.h"
#include "trace-record/recording.h"
#include "trace-record/run_limits.h"
#include "trace-record/run_outcome.h"
#include "trace-record/verb_context.h"

#include <chrono>

namespace trace::tools {

class RunLoop {
 public:
  // `recording` may be null: nothing is recorded. All must outlive this.
  RunLoop(VerbContext& context, ChildSignals& signals, ChildProcess& child, Recording* recording);
  // Run until the child has ended and what it wrote is read.
  RunOutcome run();
  // What the child started may still write to its streams: a process of its own passes that on.
  void leave_streams();

 private:
  using Steady = std::chrono::steady_clock;
  bool pump();
  void hear_signals();
  void answer_signals();
  void hurry();
  void take_breach();
  bool is_over();

  VerbContext& context_;
  RunLimits limits_;
  ChildSignals& signals_;
  ChildProcess& child_;
  Recording* recording_;
  Breach breach_ = Breach::none;
  bool has_input_ = true, was_killed_ = false, must_flush_ = false, must_reload_ = false,
       was_asked_to_end_ = false, hurries_ = false;
  Steady::time_point kill_at_, ended_at_;
  std::optional<int> status_;
};

}  // namespace trace::tools
