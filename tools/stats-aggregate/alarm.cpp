#include "stats-aggregate/alarm.h"

#include "calendar/span.h"
#include "stats-aggregate/buckets.h"
#include "stats-aggregate/dimensions.h"

#include "common/message.h"
#include "formats/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace trace::tools {
namespace {

using store::UsageGroup;
using store::UsageTally;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShort{
    {{"cost", "cost_usd"},
     {"requests", "request_count"},
     {"errors", "error_count"},
     {"tokens", "total_tokens"}}};

base::Error refusal(std::string_view what) {
  return {base::Errc::bad_usage, "--fail-if: " + std::string(what) +
                                     "; accepted: 'METRIC [WINDOW] [by DIM] OP NUMBER', such as "
                                     "'cost 24h > 5', 'error_rate > 0.05', "
                                     "'p95_ttft_ms by model > 2000'"};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(' '); at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = std::min(text.find_first_not_of(' ', end), text.size());
  }
  return words;
}

std::optional<Comparison> comparison_named(std::string_view sign) {
  constexpr std::array<std::pair<std::string_view, Comparison>, 7> kSigns{
      {{">", Comparison::more},
       {">=", Comparison::at_least},
       {"<", Comparison::less},
       {"<=", Comparison::at_most},
       {"=", Comparison::equal},
       {"==", Comparison::equal},
       {"!=", Comparison::unequal}}};
  for (const auto& [name, comparison] : kSigns)
    if (name == sign) return comparison;
  return std::nullopt;
}

bool read_metric(std::string_view word, Condition& out) {
  for (const auto& [name, key] : kShort)
    if (word == name) word = key;
  out.is_error_rate = word == "error_rate";
  for (const Metric& metric : metrics())
    if (metric.key == word) out.metric = &metric;
  return out.is_error_rate || out.metric != nullptr;
}

bool read_window(std::string_view word, Condition& out) {
  out.window = word == "today"       ? Window::today
               : word == "yesterday" ? Window::yesterday
                                     : Window::length;
  if (out.window != Window::length) return true;
  const auto length = calendar::parse_duration(word);
  if (length) out.length = *length;
  return static_cast<bool>(length);
}

// `0.05` or `5%`.
bool read_limit(std::string_view text, Condition& out) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.limit);
  if (is_percent) out.limit /= 100;
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(out.limit);
}

bool holds(Comparison comparison, double value, double limit) {
  switch (comparison) {
    case Comparison::more:
      return value > limit;
    case Comparison::at_least:
      return value >= limit;
    case Comparison::less:
      return value < limit;
    case Comparison::at_most:
      return value <= limit;
    case Comparison::equal:
      return value == limit;
    case Comparison::unequal:
      break;
  }
  return value != limit;
}

Number value_of(const Condition& condition, UsageTally& tally) {
  if (!condition.is_error_rate) return condition.metric->read(tally);
  if (tally.successes + tally.errors == 0) return std::nullopt;
  std::string text;
  const double rate =
      static_cast<double>(tally.errors) / static_cast<double>(tally.successes + tally.errors);
  formats::append_number(text, rate);
  return text;
}

std::string key_text(const UsageGroup& group, const Condition& condition,
                     const calendar::Zone& zone) {
  std::string text;
  for (std::size_t i = 0; i < group.key.size(); ++i) {
    if (i > 0) text += ", ";
    if (const auto* start = std::get_if<base::UnixMicros>(&group.key[i]))
      text += bucket_text(condition.by[i], *start, zone, true);
    else if (const auto* name = std::get_if<std::string>(&group.key[i]))
      text += cli::visible(*name);
    else
      text += "(unknown)";
  }
  return text.empty() ? text : text + ": ";
}

bool is_whole_cost(const Condition& condition) {
  return condition.metric != nullptr && condition.metric->key == "cost_usd";
}

// What is wrong with the group; nothing when all is well.
std::string finding(const Condition& condition, UsageTally& tally) {
  if (tally.requests == 0) return {};
  const Number value = value_of(condition, tally);
  double number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  const bool is_breach = value && holds(condition.comparison, number, condition.limit);
  const bool is_unknown = is_whole_cost(condition) && tally.unpriced > 0;
  if (!is_breach && !is_unknown) return {};
  std::string text = value ? *value : "unknown";
  if (is_unknown)
    text += ", and the cost of " + std::to_string(tally.unpriced) +
            (tally.unpriced == 1 ? " request" : " requests") + " is not known";
  return text;
}

store::Filter window_of(const Counting& counting, const Condition& condition) {
  store::Filter filter = counting.filter();
  const auto& zone = counting.zone();
  const auto today = zone.floor(counting.now(), calendar::Grain::day);
  if (condition.window == Window::as_filtered) return filter;
  filter.until.reset();
  if (condition.window == Window::length)
    filter.since = base::UnixMicros{counting.now().v - condition.length.v * 1000};
  if (condition.window == Window::today) filter.since = today;
  if (condition.window == Window::yesterday) {
    filter.until = today;
    filter.since = zone.floor({today.v - 1}, calendar::Grain::day);
  }
  return filter;
}

// What stands before the sign.
base::Status read_subject(std::string_view text, Condition& out) {
  auto words = words_of(text);
  if (words.empty() || !read_metric(words.front(), out)) return refusal("unknown metric");
  words.erase(words.begin());
  const auto by = std::find(words.begin(), words.end(), "by");
  if (by != words.end()) {
    if (by + 1 == words.end()) return refusal("a dimension is missing");
    out.by = read_dimensions({by + 1, words.end()});
    words.erase(by, words.end());
  }
  if (words.size() > 1 || (words.size() == 1 && !read_window(words.front(), out)))
    return refusal("unknown window");
  return base::Ok{};
}

}  // namespace

base::Result<Condition> read_condition(std::string_view text) {
  constexpr std::string_view kSigns = "<>=!";
  Condition condition;
  const std::size_t sign = text.find_first_of(kSigns);
  if (sign == std::string_view::npos) return refusal("a comparison is missing");
  const std::size_t after = std::min(text.find_first_not_of(kSigns, sign), text.size());
  const auto comparison = comparison_named(text.substr(sign, after - sign));
  if (!comparison) return refusal("unknown comparison");
  condition.comparison = *comparison;
  if (const auto subject = read_subject(text.substr(0, sign), condition); !subject)
    return subject.error();
  const auto limit = words_of(text.substr(after));
  if (limit.size() != 1 || !read_limit(limit.front(), condition))
    return refusal("a number is missing");
  for (const auto word : words_of(text.substr(0, sign))) condition.text += std::string(word) + " ";
  condition.text += std::string(text.substr(sign, after - sign)) + " " + std::string(limit.front());
  return condition;
}

std::vector<std::string> breaches(Counting& counting, const Condition& condition) {
  std::vector<std::string> lines;
  for (UsageGroup& group : counting.count(condition.by, window_of(counting, condition))) {
    const std::string found = finding(condition, group.tally);
    if (!found.empty())
      lines.push_back(condition.text + ": " + key_text(group, condition, counting.zone()) + found);
  }
  return lines;
}

}  // namespace trace::tools
