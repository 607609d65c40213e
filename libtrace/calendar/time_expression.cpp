#include "calendar/time_expression.h"

#include "calendar/rfc3339.h"
#include "calendar/scanner.h"
#include "calendar/span.h"
#include "calendar/zone.h"

#include <cstdint>
#include <optional>

namespace trace::calendar {
namespace {

using base::Result;
using base::UnixMicros;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMaxMonths = 12 * 10'000;

base::Error refusal(std::string_view text) {
  return {base::Errc::bad_usage,
          "bad time '" + std::string(text) +
              "'; try '2026-11-20 03:00', '2h ago' or '2026-11-20T03:00:00Z'"};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Result<Zone> zone_named(std::string_view name, const TimeContext& context) {
  return Zone::load(name.empty() ? std::string_view(context.zone) : name, context.local_name);
}

// `@1700000000.25`
std::optional<UnixMicros> epoch(std::string_view text) {
  Scanner in(text);
  if (!in.take('@')) return std::nullopt;
  const bool before = in.take('-');
  const auto seconds = in.number();
  const auto micros = in.fraction();
  if (!seconds || !micros || !in.at_end() || *seconds > INT64_MAX / kSecond - 1)
    return std::nullopt;
  const std::int64_t distance = *seconds * kSecond + *micros;
  return UnixMicros{before ? -distance : distance};
}

// Months are counted on the calendar of the zone: a month before 31 March is the last of February.
Result<UnixMicros> moved_by_months(UnixMicros from, std::int64_t months,
                                   const TimeContext& context) {
  if (months == 0) return from;
  auto zone = zone_named({}, context);
  if (!zone) return zone.error();
  CivilTime reading = zone->local(from);
  const int day = reading.day;
  reading.month += static_cast<int>(months);
  reading.day = 1;
  const CivilTime first = zone->local(zone->instant(reading));
  for (reading.day = day; reading.day > 28; --reading.day) {
    if (zone->local(zone->instant(reading)).month == first.month) break;
  }
  return zone->instant(reading);
}

// `-90m`, `+2h`, `7d`, `2h ago`.
std::optional<Result<UnixMicros>> relative(std::string_view text, const TimeContext& context) {
  Scanner in(text);
  const bool minus = in.take('-');
  const bool plus = !minus && in.take('+');
  const auto span = take_span(in);
  if (!span || span->months > kMaxMonths) return std::nullopt;
  if (!in.at_end() && (minus || plus || in.rest() != "ago")) return std::nullopt;
  const auto moved = moved_by_months(context.now, plus ? span->months : -span->months, context);
  if (!moved) return moved;
  std::int64_t at = 0;
  const std::int64_t step = plus ? span->micros : -span->micros;
  if (__builtin_add_overflow(moved->v, step, &at)) return std::nullopt;
  return Result<UnixMicros>(UnixMicros{at});
}

// `today`, `yesterday UTC`, `now`.
std::optional<Result<UnixMicros>> named_day(std::string_view text, const TimeContext& context) {
  Scanner in(text);
  const std::string_view word = in.letters();
  if (word == "now" && in.at_end()) return Result<UnixMicros>(context.now);
  const int shift = word == "yesterday" ? -1 : word == "tomorrow" ? 1 : 0;
  if (shift == 0 && word != "today") return std::nullopt;
  if (!in.at_end() && !in.blanks()) return std::nullopt;
  auto zone = zone_named(in.rest(), context);
  if (!zone) return Result<UnixMicros>(zone.error());
  CivilTime day = zone->local(context.now);
  return Result<UnixMicros>(zone->instant({day.year, day.month, day.day + shift}));
}

// `03:00`, `03:00:05.5` into the reading.
bool take_clock(Scanner& in, CivilTime& reading) {
  const auto hour = in.fixed_number(2);
  if (!hour || *hour > 23 || !in.take(':')) return false;
  const auto minute = in.fixed_number(2);
  if (!minute || *minute > 59) return false;
  reading.hour = *hour;
  reading.minute = *minute;
  if (!in.take(':')) return true;
  const auto second = in.fixed_number(2);
  const auto micros = in.fraction();
  if (!second || *second > 59 || !micros) return false;
  reading.second = *second;
  reading.micros = *micros;
  return true;
}

bool take_date(Scanner& in, CivilTime& reading) {
  const auto year = in.fixed_number(4);
  if (!year || !in.take('-')) return false;
  const auto month = in.fixed_number(2);
  if (!month || *month < 1 || *month > 12 || !in.take('-')) return false;
  const auto day = in.fixed_number(2);
  if (!day || *day < 1 || *day > 31) return false;
  reading.year = *year;
  reading.month = *month;
  reading.day = *day;
  return true;
}

// `2026-11-20`, `2026-11-20 03:00`, either with a zone after a blank.
std::optional<Result<UnixMicros>> dated(std::string_view text, const TimeContext& context) {
  Scanner in(text);
  CivilTime reading;
  if (!take_date(in, reading)) return std::nullopt;
  bool separated = in.take('T') || in.blanks();
  if (separated && in.peek() >= '0' && in.peek() <= '9') {
    if (!take_clock(in, reading)) return std::nullopt;
    separated = in.blanks() || in.peek() == '+' || in.peek() == '-' || in.peek() == 'Z';
  }
  if (!in.at_end() && !separated) return std::nullopt;
  auto zone = zone_named(in.rest(), context);
  if (!zone) return Result<UnixMicros>(zone.error());
  const CivilTime carried = Zone::utc().local(Zone::utc().instant(reading));
  if (carried.day != reading.day) return std::nullopt;  // 31 February
  return Result<UnixMicros>(zone->instant(reading));
}

}  // namespace

Result<UnixMicros> parse_time(std::string_view text, const TimeContext& context) {
  const std::string_view words = trimmed(text);
  if (const auto at = parse_rfc3339(words)) return *at;
  if (const auto at = epoch(words)) return *at;
  if (const auto at = named_day(words, context)) return *at;
  if (const auto at = dated(words, context)) return *at;
  if (const auto at = relative(words, context)) return *at;
  return refusal(text);
}

}  // namespace trace::calendar
