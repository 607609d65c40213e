// Conditions of --fail-if: `cost 24h > 5`, `error_rate > 0.05`, `p95_ttft_ms by model > 2000`,
// `budget > 90%`. For the main thread.
#pragma once

#include "stats-aggregate/budget.h"
#include "stats-aggregate/counting.h"
#include "stats-aggregate/subject.h"

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

enum class Comparison : std::uint8_t { more, at_least, less, at_most, equal, unequal };
struct Condition {
  std::string text;            // as it was typed, blanks put right
  bool is_of_budgets = false;  // `budget`: the share of each budget that is used
  Subject subject;
  Comparison comparison = Comparison::more;
  double limit = 0;
};

// Read `METRIC [WINDOW] [by DIM] OP NUMBER`, or `budget OP NUMBER`. Error bad_usage shows what is
// accepted.
base::Result<Condition> read_condition(std::string_view text);

// Return a line for each group that breaches the condition. Groups without requests do not; a cost
// that is not known of all requests does.
std::vector<std::string> breaches(Counting& counting, const Condition& condition,
                                  const std::vector<Budget>& budgets);

}  // namespace trace::tools
