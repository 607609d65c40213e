#include "stats-aggregate/metrics.h"

#include "stats-aggregate/compact_text.h"

#include "formats/native_lines.h"
#include "formats/number_text.h"

#include <array>
#include <cmath>
#include <cstdlib>

namespace trace::tools {
namespace {

using store::UsagePart;
using store::UsageTally;

Number whole(const std::optional<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return std::to_string(*value);
}

Number decimal(const std::optional<double>& value, double steps) {
  if (!value) return std::nullopt;
  std::string text;
  formats::append_number(text, std::round(*value * steps) / steps);
  return text;
}

Number dollars(const std::optional<std::int64_t>& nusd) {
  if (!nusd) return std::nullopt;
  std::string text;
  formats::append_cost_usd(text, *nusd);
  return text;
}

constexpr store::UsageParts kTotal = store::UsageParts(UsagePart::input) | UsagePart::cache_read |
                                     UsagePart::cache_write | UsagePart::output;

constexpr std::array kMetrics{
    Metric{"request_count",
           "requests",
           Unit::count,
           1,
           {},
           [](UsageTally& t) { return whole(t.requests); }},
    Metric{"success_count", "ok", Unit::count, 6, UsagePart::status,
           [](UsageTally& t) { return whole(t.successes); }},
    Metric{"error_count", "errors", Unit::count, 1, UsagePart::status,
           [](UsageTally& t) { return whole(t.errors); }},
    Metric{"canceled_count", "canceled", Unit::count, 7, UsagePart::status,
           [](UsageTally& t) { return whole(t.canceled); }},
    Metric{"success_rate", "success", Unit::rate, 3, UsagePart::status,
           [](UsageTally& t) { return decimal(t.success_rate(), 1e6); }},
    Metric{"input_tokens", "input", Unit::count, 2, UsagePart::input,
           [](UsageTally& t) { return whole(t.tokens.input); }},
    Metric{"cache_read_tokens", "cache read", Unit::count, 3, UsagePart::cache_read,
           [](UsageTally& t) { return whole(t.tokens.cache_read); }},
    Metric{"cache_write_tokens", "cache write", Unit::count, 4, UsagePart::cache_write,
           [](UsageTally& t) { return whole(t.tokens.cache_write); }},
    Metric{"cache_write_1h_tokens", "write 1h", Unit::count, 7, UsagePart::cache_write_1h,
           [](UsageTally& t) { return whole(t.tokens.cache_write_1h); }},
    Metric{"output_tokens", "output", Unit::count, 2, UsagePart::output,
           [](UsageTally& t) { return whole(t.tokens.output); }},
    Metric{"reasoning_tokens", "reasoning", Unit::count, 6, UsagePart::reasoning,
           [](UsageTally& t) { return whole(t.tokens.reasoning); }},
    Metric{"total_tokens", "tokens", Unit::count, 1, kTotal,
           [](UsageTally& t) { return whole(t.total_tokens); }},
    Metric{"cost_usd", "cost $", Unit::dollars, 0, UsagePart::cost,
           [](UsageTally& t) { return dollars(t.cost_nusd); }},
    Metric{"cost_reported_usd", "reported $", Unit::dollars, 7, UsagePart::cost,
           [](UsageTally& t) { return dollars(t.reported_nusd); }},
    Metric{"cost_computed_usd", "computed $", Unit::dollars, 7, UsagePart::cost,
           [](UsageTally& t) { return dollars(t.computed_nusd); }},
    Metric{"unpriced_count", "unpriced", Unit::count, 4, UsagePart::cost,
           [](UsageTally& t) { return whole(t.unpriced); }},
    Metric{"avg_duration_ms", "avg ms", Unit::milliseconds, 5, UsagePart::duration,
           [](UsageTally& t) { return decimal(t.duration_ms.average(), 1e3); }},
    Metric{"p50_duration_ms", "p50 ms", Unit::milliseconds, 5, UsagePart::duration,
           [](UsageTally& t) { return whole(t.duration_ms.percentile(50)); }},
    Metric{"p95_duration_ms", "p95 ms", Unit::milliseconds, 3, UsagePart::duration,
           [](UsageTally& t) { return whole(t.duration_ms.percentile(95)); }},
    Metric{"p99_duration_ms", "p99 ms", Unit::milliseconds, 7, UsagePart::duration,
           [](UsageTally& t) { return whole(t.duration_ms.percentile(99)); }},
    Metric{"avg_ttft_ms", "ttft avg", Unit::milliseconds, 6, UsagePart::ttft,
           [](UsageTally& t) { return decimal(t.ttft_ms.average(), 1e3); }},
    Metric{"p50_ttft_ms", "ttft p50", Unit::milliseconds, 6, UsagePart::ttft,
           [](UsageTally& t) { return whole(t.ttft_ms.percentile(50)); }},
    Metric{"p95_ttft_ms", "ttft p95", Unit::milliseconds, 5, UsagePart::ttft,
           [](UsageTally& t) { return whole(t.ttft_ms.percentile(95)); }},
    Metric{"p99_ttft_ms", "ttft p99", Unit::milliseconds, 7, UsagePart::ttft,
           [](UsageTally& t) { return whole(t.ttft_ms.percentile(99)); }},
};

}  // namespace

std::string at_a_glance(const Metric& metric, const Number& number) {
  std::optional<double> value;
  if (number) value = std::strtod(number->c_str(), nullptr);
  const auto whole_of = [&](double steps) -> std::optional<std::int64_t> {
    if (!value) return std::nullopt;
    return std::llround(*value * steps);
  };
  switch (metric.unit) {
    case Unit::dollars:
      return compact_cost(whole_of(1e9));
    case Unit::rate:
      return compact_rate(value);
    case Unit::milliseconds:
      return compact_duration(whole_of(1));
    case Unit::count:
      break;
  }
  return compact_count(whole_of(1));
}

std::string_view short_title(const Metric& metric) noexcept {
  auto title = metric.title;
  for (const std::string_view unit : {" ms", " $"})
    if (title.ends_with(unit)) title.remove_suffix(unit.size());
  return title;
}

std::span<const Metric> metrics() noexcept { return kMetrics; }

}  // namespace trace::tools
