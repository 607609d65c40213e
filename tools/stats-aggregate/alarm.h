// Conditions of --fail-if: `cost 24h > 5`, `error_rate > 0.05`, `p95_ttft_ms by model > 2000`. For
// the main thread.
#pragma once

#include "stats-aggregate/counting.h"
#include "stats-aggregate/metrics.h"

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

enum class Comparison : std::uint8_t { more, at_least, less, at_most, equal, unequal };
enum class Window : std::uint8_t { as_filtered, length, today, yesterday };

struct Condition {
  std::string text;  // as it was typed, blanks put right
  const Metric* metric = nullptr;
  bool is_error_rate = false;  // errors / (successes + errors)
  Window window = Window::as_filtered;
  base::DurationMs length;
  std::vector<store::Dimension> by;
  Comparison comparison = Comparison::more;
  double limit = 0;
};

// Read `METRIC [WINDOW] [by DIM] OP NUMBER`. `cost`, `requests`, `errors` and `tokens` are short
// for cost_usd, request_count, error_count and total_tokens. Error bad_usage shows what is
// accepted.
base::Result<Condition> read_condition(std::string_view text);

// Return a line for each group that breaches the condition. Groups without requests do not; a cost
// that is not known of all requests does.
std::vector<std::string> breaches(Counting& counting, const Condition& condition);

}  // namespace trace::tools
