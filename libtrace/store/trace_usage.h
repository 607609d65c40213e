// What the requests of one trace and of the traces below it add up to: sub-agents are part of what
// a run costs. Belongs to the thread of its Database.
#pragma once

#include "store/sqlite.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// Unknown is not 0: a counter that no request knew is missing.
struct UsageSums {
  std::int64_t requests = 0;
  std::optional<std::int64_t> input, cache_read, cache_write, output, reasoning, total, cost_nusd;
};

class TraceUsage {
 public:
  explicit TraceUsage(Database& db);
  // Add up the requests of the trace with that row id, and of those below it.
  UsageSums of(std::int64_t trace);
  // The row ids of the trace and of those below it.
  std::vector<std::int64_t> family(std::int64_t trace);

 private:
  Database& db_;
  Statement alone_;
  std::optional<Statement> with_children_, family_;  // most traces have no child
};

// SQL of a table `family(id, uid)`: the trace whose row id is `trace`, and those below it.
std::string family_sql(std::string_view trace);

}  // namespace trace::store
