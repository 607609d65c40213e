#include "dialects/text_time.h"

#include "calendar/scanner.h"

#include <chrono>
#include <utility>

namespace trace::dialects {
namespace {

using calendar::CivilTime;
using calendar::Scanner;

constexpr std::int64_t kDay = 86'400'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_day(const CivilTime& t) {
  return std::chrono::year_month_day{std::chrono::year{t.year},
                                     std::chrono::month{static_cast<unsigned>(t.month)},
                                     std::chrono::day{static_cast<unsigned>(t.day)}}
      .ok();
}

bool take_number(Scanner& in, int digits, int& value) {
  const auto number = in.fixed_number(digits);
  value = number.value_or(0);
  return number.has_value();
}

// `2026-11-20` or `2026/11/20`.
bool take_day(Scanner& in, CivilTime& t) {
  if (!take_number(in, 4, t.year)) return false;
  const char dash = in.peek();
  if (dash != '-' && dash != '/') return false;
  return in.take(dash) && take_number(in, 2, t.month) && in.take(dash) &&
         take_number(in, 2, t.day) && is_day(t);
}

// `03:00:00`, and a fraction after a dot or a comma.
bool take_clock(Scanner& in, CivilTime& t) {
  if (!take_number(in, 2, t.hour) || !in.take(':') || !take_number(in, 2, t.minute) ||
      !in.take(':') || !take_number(in, 2, t.second))
    return false;
  if (t.hour > 23 || t.minute > 59 || t.second > 60) return false;
  const auto rest = in.rest();
  const bool has_fraction =
      rest.size() > 1 && (rest[0] == '.' || rest[0] == ',') && is_digit(rest[1]);
  if (!has_fraction) return true;
  in.take(rest[0]);
  int weight = 100'000;
  for (; is_digit(in.peek()); weight /= 10) {
    t.micros += weight * (in.peek() - '0');
    in.take(in.peek());
  }
  return true;
}

// `Z`, `+08:00` or `+0800`, in seconds east of UTC.
std::optional<int> take_offset(Scanner& in) {
  if (in.take('Z')) return 0;
  const bool west = in.peek() == '-';
  if (!in.take('-') && !in.take('+')) return std::nullopt;
  int hour = 0, minute = 0;
  if (!take_number(in, 2, hour) || hour > 23) return std::nullopt;
  in.take(':');
  if (!take_number(in, 2, minute) || minute > 59) return std::nullopt;
  const int east = hour * 3600 + minute * 60;
  return west ? -east : east;
}

// What was taken of the text, its bracket included.
LeadingTime taken(std::string_view text, Scanner& in, char bracket) {
  LeadingTime out;
  if (bracket != '\0') in.take(bracket);
  out.size = text.size() - in.rest().size();
  return out;
}

std::optional<int> take_month(Scanner& in) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto name = in.letters();
  const auto at = name.size() == 3 ? kMonths.find(name) : std::string_view::npos;
  if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
  return static_cast<int>(at / 3) + 1;
}

// The latest year in which the reading is a day and not over a day after the arrival.
std::optional<base::UnixMicros> in_latest_year(CivilTime t, base::UnixMicros arrived,
                                               const calendar::Zone& zone) {
  constexpr int kLeapYears = 9;  // 29 February comes again after at most 8 years
  t.year = zone.local(arrived).year + 1;
  for (int i = 0; i <= kLeapYears; ++i, --t.year) {
    if (!is_day(t)) continue;
    const auto at = zone.instant(t);
    if (at.v <= arrived.v + kDay) return at;
  }
  return std::nullopt;
}

}  // namespace

std::optional<LeadingTime> leading_time(std::string_view text, const calendar::Zone& zone) {
  Scanner in(text);
  const char bracket = in.take('[') ? ']' : '\0';
  if (!is_digit(in.peek())) return std::nullopt;
  CivilTime t;
  if (!take_day(in, t) || !(in.take('T') || in.take(' ')) || !take_clock(in, t))
    return std::nullopt;
  Scanner after = in;
  if (!after.take(' ') || (after.peek() != '+' && after.peek() != '-')) after = in;
  const auto offset = take_offset(after);
  if (offset) in = after;
  auto out = taken(text, in, bracket);
  out.has_zone = offset.has_value();
  out.at = offset ? calendar::Zone::utc().instant(t) : zone.instant(t);
  out.at.v -= offset.value_or(0) * 1'000'000LL;
  return out;
}

std::optional<LeadingTime> leading_bsd_time(std::string_view text, base::UnixMicros arrived,
                                            const calendar::Zone& zone) {
  Scanner in(text);
  CivilTime t;
  const auto month = take_month(in);
  if (!month || !in.take(' ')) return std::nullopt;
  t.month = *month;
  in.take(' ');
  const auto day = in.number();
  if (!day || *day < 1 || *day > 31 || !in.take(' ')) return std::nullopt;
  t.day = static_cast<int>(*day);
  if (!take_clock(in, t)) return std::nullopt;
  const auto at = in_latest_year(t, arrived, zone);
  if (!at) return std::nullopt;
  auto out = taken(text, in, '\0');
  out.at = *at;
  return out;
}

const calendar::Zone& LocalZone::get() {
  if (zone_) return *zone_;
  auto zone = calendar::Zone::load("local");
  return zone_.emplace(zone ? std::move(*zone) : calendar::Zone::utc());
}

}  // namespace trace::dialects
