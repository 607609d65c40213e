// The limits of a recording under `run`: silence is noted; time, budget and a line that --strict
// refuses end the child. For the
// main thread.
#pragma once

#include "trace-record/options.h"
#include "trace-record/recording.h"

#include <chrono>
#include <cstdint>

namespace trace::tools {

enum class Breach : std::uint8_t { none, timeout, budget, refused };

class RunLimits {
 public:
  explicit RunLimits(const LimitOptions& limits) : limits_(limits) {}
  // Look at the clock and the counters; call a few times a second. The first breach stays.
  // `recording` may be null: then only time counts.
  Breach check(Recording* recording);

 private:
  void check_idle(Recording& recording);
  bool is_over_budget(Recording& recording) const;

  const LimitOptions& limits_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  Breach breach_ = Breach::none;
  bool was_idle_ = false;
};

}  // namespace trace::tools
