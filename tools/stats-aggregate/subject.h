// What alarms and budgets are about: `cost 24h`, `tokens month by model`. For the main thread.
#pragma once

#include "stats-aggregate/counting.h"
#include "stats-aggregate/metrics.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

// week and month are those of the calendar, until now.
enum class Window : std::uint8_t { as_filtered, length, today, yesterday, week, month };

struct Subject {
  const Metric* metric = nullptr;  // null: error_rate, errors / (successes + errors)
  Window window = Window::as_filtered;
  base::DurationMs length;
  std::vector<store::Dimension> by;
};

// The words of a text between blanks; views of it.
std::vector<std::string_view> words_of(std::string_view text);
// Read `METRIC [WINDOW] [by DIM]` into `out`. `cost`, `requests`, `errors` and `tokens` are short
// for cost_usd, request_count, error_count and total_tokens. Returns what is wrong; empty: nothing.
std::string_view read_subject(std::vector<std::string_view> words, Subject& out);
// `0.05` or `5%`. Returns false when it is no number.
bool read_number(std::string_view text, double& out);

// The filter of the window.
store::Filter window_of(const Counting& counting, const Subject& subject);
// `gpt-5, 2026-11-20: `; empty without dimensions.
std::string key_text(const store::UsageGroup& group, const Subject& subject,
                     const calendar::Zone& zone);
// The value of a tally, and the number that it is.
Number value_of(const Subject& subject, store::UsageTally& tally, double& number);
// `, and the cost of 3 requests is not known` where that is so.
std::string unpriced_text(const Subject& subject, const store::UsageTally& tally);

}  // namespace trace::tools
