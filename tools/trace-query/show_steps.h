// What the steps of a trace cost: tokens and money of each model call, told to the first event at
// or after it began. For the main thread.
#pragma once

#include "base/time.h"
#include "model/records.h"
#include "store/request_rows.h"
#include "store/resolve.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace trace::tools {

struct StepCost {
  std::optional<std::int64_t> tokens, cost_nusd;
};

class StepCosts {
 public:
  // Reads the calls of a trace.
  StepCosts(store::RequestRows& requests, const store::TraceRef& trace);
  bool any() const noexcept { return !calls_.empty(); }
  // Return what the calls cost that began up to here and were not told yet. Ask in order of time.
  StepCost take(base::UnixMicros at);

 private:
  struct Call {
    std::int64_t at = 0;
    StepCost cost;
  };
  std::vector<Call> calls_;
  std::size_t next_ = 0;
};

}  // namespace trace::tools
