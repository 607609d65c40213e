#include "calendar/rfc3339.h"

#include "calendar/scanner.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace trace::calendar {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

char digit(std::int64_t value) { return static_cast<char>('0' + value % 10); }

void put(char* to, std::int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) to[i] = digit(value);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// `2026-11-20`; the day only.
std::optional<std::int64_t> take_day(Scanner& in) {
  const auto year = in.fixed_number(4);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.fixed_number(2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.fixed_number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

// `03:00:00.25`; second 60 is the leap second, which UTC without leap seconds calls the next one.
std::optional<std::int64_t> take_clock(Scanner& in) {
  const auto hour = in.fixed_number(2);
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  const auto minute = in.fixed_number(2);
  if (!minute || *minute > 59 || !in.take(':')) return std::nullopt;
  const auto second = in.fixed_number(2);
  if (!second || *second > 60) return std::nullopt;
  const auto micros = in.fraction();
  if (!micros) return std::nullopt;
  return (*hour * 3600 + *minute * 60 + *second) * kSecond + *micros;
}

// `Z` or `+08:00`, in microseconds east of UTC.
std::optional<std::int64_t> take_offset(Scanner& in) {
  if (in.take('Z') || in.take('z')) return 0;
  const bool west = in.peek() == '-';
  if (!in.take('-') && !in.take('+')) return std::nullopt;
  const auto hour = in.fixed_number(2);
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  const auto minute = in.fixed_number(2);
  if (!minute || *minute > 59) return std::nullopt;
  const std::int64_t east = (*hour * 3600 + *minute * 60) * kSecond;
  return west ? -east : east;
}

}  // namespace

void append_rfc3339(std::string& out, base::UnixMicros at) {
  const std::int64_t days = floor_div(at.v, kDay);
  const std::int64_t in_day = (at.v % kDay + kDay) % kDay;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
  // Microseconds in 64 bits reach ±292,000 years; std::chrono::year holds ±32,767 of them.
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) out += year < 0 ? '-' : '+';
  const int magnitude = year < 0 ? -year : year;
  if (magnitude > 9999) out += digit(magnitude / 10'000);
  std::array<char, 27> text{};
  put(text.data(), magnitude % 10'000, 4);
  text[4] = text[7] = '-';
  put(text.data() + 5, static_cast<unsigned>(date.month()), 2);
  put(text.data() + 8, static_cast<unsigned>(date.day()), 2);
  text[10] = 'T';
  const std::int64_t second = in_day / kSecond;
  put(text.data() + 11, second / 3600, 2);
  text[13] = text[16] = ':';
  put(text.data() + 14, second / 60 % 60, 2);
  put(text.data() + 17, second % 60, 2);
  text[19] = '.';
  put(text.data() + 20, in_day % kSecond, 6);
  text[26] = 'Z';
  out.append(text.data(), text.size());
}

std::string rfc3339(base::UnixMicros at) {
  std::string out;
  append_rfc3339(out, at);
  return out;
}

std::optional<base::UnixMicros> parse_rfc3339(std::string_view text) {
  Scanner in(text);
  const auto day = take_day(in);
  if (!day || !(in.take('T') || in.take('t') || in.take(' '))) return std::nullopt;
  const auto clock = take_clock(in);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  return base::UnixMicros{*day * kDay + *clock - *offset};
}

}  // namespace trace::calendar
