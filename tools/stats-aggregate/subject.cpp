#include "stats-aggregate/subject.h"

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

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShort{
    {{"cost", "cost_usd"},
     {"requests", "request_count"},
     {"errors", "error_count"},
     {"tokens", "total_tokens"}}};

bool read_metric(std::string_view word, Subject& out) {
  for (const auto& [name, key] : kShort)
    if (word == name) word = key;
  for (const Metric& metric : metrics())
    if (metric.key == word) out.metric = &metric;
  return out.metric != nullptr || word == "error_rate";
}

bool read_window(std::string_view word, Subject& out) {
  constexpr std::array<std::pair<std::string_view, Window>, 4> kNamed{
      {{"today", Window::today},
       {"yesterday", Window::yesterday},
       {"week", Window::week},
       {"month", Window::month}}};
  for (const auto& [name, window] : kNamed)
    if (name == word) {
      out.window = window;
      return true;
    }
  out.window = Window::length;
  const auto length = calendar::parse_duration(word);
  if (length) out.length = *length;
  return static_cast<bool>(length);
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(' '); at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = std::min(text.find_first_not_of(' ', end), text.size());
  }
  return words;
}

std::string_view read_subject(std::vector<std::string_view> words, Subject& out) {
  if (words.empty() || !read_metric(words.front(), out)) return "unknown metric";
  words.erase(words.begin());
  const auto by = std::find(words.begin(), words.end(), "by");
  if (by != words.end()) {
    if (by + 1 == words.end()) return "a dimension is missing";
    out.by = read_dimensions({by + 1, words.end()});
    words.erase(by, words.end());
  }
  if (words.size() > 1 || (words.size() == 1 && !read_window(words.front(), out)))
    return "unknown window";
  return {};
}

bool read_number(std::string_view text, double& out) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (is_percent) out /= 100;
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(out);
}

store::Filter window_of(const Counting& counting, const Subject& subject) {
  store::Filter filter = counting.filter();
  if (subject.window == Window::as_filtered) return filter;
  const auto& zone = counting.zone();
  const auto today = zone.floor(counting.now(), calendar::Grain::day);
  filter.until.reset();
  switch (subject.window) {
    case Window::length:
      filter.since = base::UnixMicros{counting.now().v - subject.length.v * 1000};
      break;
    case Window::yesterday:
      filter.until = today;
      filter.since = zone.floor({today.v - 1}, calendar::Grain::day);
      break;
    case Window::week:
      filter.since = zone.floor(today, calendar::Grain::week);
      break;
    case Window::month:
      filter.since = zone.floor(today, calendar::Grain::month);
      break;
    case Window::today:
    case Window::as_filtered:
      filter.since = today;
  }
  return filter;
}

std::string key_text(const store::UsageGroup& group, const Subject& subject,
                     const calendar::Zone& zone) {
  std::string text;
  for (std::size_t i = 0; i < group.key.size(); ++i) {
    if (i > 0) text += ", ";
    if (const auto* start = std::get_if<base::UnixMicros>(&group.key[i]))
      text += bucket_text(subject.by[i], *start, zone, true);
    else if (const auto* name = std::get_if<std::string>(&group.key[i]))
      text += cli::visible(*name);
    else
      text += "(unknown)";
  }
  return text.empty() ? text : text + ": ";
}

Number value_of(const Subject& subject, store::UsageTally& tally, double& number) {
  Number value;
  if (subject.metric != nullptr) {
    value = subject.metric->read(tally);
  } else if (tally.successes + tally.errors > 0) {
    value.emplace();
    formats::append_number(*value, static_cast<double>(tally.errors) /
                                       static_cast<double>(tally.successes + tally.errors));
  }
  number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  return value;
}

std::string unpriced_text(const Subject& subject, const store::UsageTally& tally) {
  const bool is_cost = subject.metric != nullptr && subject.metric->key == "cost_usd";
  if (!is_cost || tally.unpriced == 0) return {};
  return ", and the cost of " + std::to_string(tally.unpriced) +
         (tally.unpriced == 1 ? " request" : " requests") + " is not known";
}

}  // namespace trace::tools
