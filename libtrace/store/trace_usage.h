// What the requests of one trace add up to. Belongs to the thread of its Database.
#pragma once

#include "store/sqlite.h"

#include <array>
#include <cstdint>
#include <optional>

namespace trace::store {

// Unknown is not 0: a counter that no request knew is missing.
struct UsageSums {
  std::int64_t requests = 0;
  std::optional<std::int64_t> input, cache_read, cache_write, output, reasoning, total, cost_nusd;
};

class TraceUsage {
 public:
  explicit TraceUsage(Database& db);
  // Add up the requests of the trace with that row id.
  UsageSums of(std::int64_t trace);

 private:
  Statement sums_;
};

}  // namespace trace::store
