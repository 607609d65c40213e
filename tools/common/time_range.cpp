#include "common/time_range.h"

#include "calendar/time_expression.h"

#include "common/value.h"

namespace trace::cli {
namespace {

std::optional<base::UnixMicros> read_end(const char* option, const std::string& text,
                                         const calendar::TimeContext& context) {
  if (text.empty()) return std::nullopt;
  auto at = calendar::parse_time(text, context);
  if (at) return *at;
  throw base::Failure(at.error().code,
                      std::string("bad value for ") + option + ": " + at.error().message);
}

}  // namespace

std::unique_ptr<base::Clock> make_clock(const Environment& environment) {
  const auto text = environment.get_filled("SOURCE_DATE_EPOCH");
  if (!text) return std::make_unique<base::SystemClock>();
  constexpr std::int64_t kMost = 253402300799;  // 9999-12-31T23:59:59Z
  const auto seconds = parse_number(*text);
  if (!seconds || *seconds < 0 || *seconds > kMost) {
    throw base::Failure(base::Errc::configuration,
                        "variable SOURCE_DATE_EPOCH: expected seconds since 1970");
  }
  return std::make_unique<base::FixedClock>(base::UnixMicros{*seconds * 1'000'000});
}

TimeRange read_times(const std::string& since, const std::string& until, const std::string& zone,
                     const Environment& environment, base::UnixMicros now) {
  const calendar::TimeContext context{now, zone, std::string(environment.get("TZ").value_or(""))};
  TimeRange range{read_end("--since", since, context), read_end("--until", until, context)};
  if (range.since && range.until && *range.until < *range.since) {
    throw base::Failure(base::Errc::bad_usage, "--until lies before --since");
  }
  return range;
}

}  // namespace trace::cli
