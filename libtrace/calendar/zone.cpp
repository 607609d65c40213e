#include "calendar/zone.h"

#include "calendar/scanner.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <array>
#include <cstdio>
#include <optional>
#include <utility>

namespace trace::calendar {
namespace {

using base::Errc;
using base::Error;
using base::UnixMicros;

constexpr std::string_view kMachineZone = "/etc/localtime";
constexpr std::int64_t kSecond = 1'000'000;

absl::CivilSecond civil_second(const CivilTime& reading) {
  return absl::CivilSecond(reading.year, reading.month, reading.day, reading.hour, reading.minute,
                           reading.second);
}

// `+05:45`, `-0330`, `+08`.
std::optional<absl::TimeZone> fixed_zone(std::string_view name) {
  Scanner in(name);
  const bool west = in.peek() == '-';
  if (!in.take('-') && !in.take('+')) return std::nullopt;
  const auto hours = in.fixed_number(2);
  if (!hours || *hours > 14) return std::nullopt;
  int minutes = 0;
  if (!in.at_end()) {
    in.take(':');
    const auto read = in.fixed_number(2);
    if (!read || *read > 59 || !in.at_end()) return std::nullopt;
    minutes = *read;
  }
  const int east = *hours * 3600 + minutes * 60;
  return absl::FixedTimeZone(west ? -east : east);
}

bool has_zone_database() {
  absl::TimeZone ignored;
  return absl::LoadTimeZone("Europe/London", &ignored) ||
         absl::LoadTimeZone("Asia/Tokyo", &ignored);
}

// TZ may start with a colon and may carry POSIX rules after the name (`EST5EDT,M3.2.0,M11.1.0`):
// the zone database knows the usual names of that kind with their rules.
absl::TimeZone machine_zone(std::string_view name) {
  if (!name.empty() && name.front() == ':') name.remove_prefix(1);
  if (name.empty()) name = kMachineZone;
  absl::TimeZone zone = absl::UTCTimeZone();
  const std::string whole(name);
  if (absl::LoadTimeZone(whole, &zone)) return zone;
  const std::string before_rules = whole.substr(0, whole.find(','));
  if (absl::LoadTimeZone(before_rules, &zone)) return zone;
  return absl::UTCTimeZone();  // as libc does with a TZ that it cannot read
}

base::Result<absl::TimeZone> find_zone(std::string_view name, std::string_view local_name) {
  if (name == "local") return machine_zone(local_name);
  if (name == "UTC" || name == "utc" || name == "Z") return absl::UTCTimeZone();
  if (const auto fixed = fixed_zone(name)) return *fixed;
  const bool is_path = name.empty() || name.front() == '/' || name.find("..") != name.npos;
  absl::TimeZone zone;
  if (!is_path && absl::LoadTimeZone(std::string(name), &zone)) return zone;
  if (!has_zone_database())
    return Error{Errc::configuration, "no time zone database; install the package 'tzdata'"};
  return Error{Errc::bad_usage, "unknown time zone '" + std::string(name) +
                                    "'; try 'local', 'UTC' or a name such as 'Asia/Shanghai'"};
}

}  // namespace

struct Zone::Rules {
  absl::TimeZone zone;
};

Zone::Zone(std::unique_ptr<Rules> rules) : rules_(std::move(rules)) {}
Zone::Zone(Zone&&) noexcept = default;
Zone& Zone::operator=(Zone&&) noexcept = default;
Zone::~Zone() = default;

base::Result<Zone> Zone::load(std::string_view name, std::string_view local_name) {
  auto found = find_zone(name, local_name);
  if (!found) return found.error();
  return Zone(std::make_unique<Rules>(Rules{*found}));
}

Zone Zone::utc() { return Zone(std::make_unique<Rules>(Rules{absl::UTCTimeZone()})); }

CivilTime Zone::local(UnixMicros at) const {
  const absl::TimeZone::CivilInfo info = rules_->zone.At(absl::FromUnixMicros(at.v));
  CivilTime reading;
  reading.year = static_cast<int>(info.cs.year());
  reading.month = info.cs.month();
  reading.day = info.cs.day();
  reading.hour = info.cs.hour();
  reading.minute = info.cs.minute();
  reading.second = info.cs.second();
  reading.micros = static_cast<int>(absl::ToInt64Microseconds(info.subsecond));
  return reading;
}

int Zone::offset_seconds(UnixMicros at) const {
  return rules_->zone.At(absl::FromUnixMicros(at.v)).offset;
}

UnixMicros Zone::instant(const CivilTime& reading) const {
  const absl::TimeZone::TimeInfo info = rules_->zone.At(civil_second(reading));
  const bool skipped = info.kind == absl::TimeZone::TimeInfo::SKIPPED;
  const absl::Time time = skipped ? info.trans : info.pre;
  return {absl::ToUnixMicros(time) + (skipped ? 0 : reading.micros)};
}

UnixMicros Zone::floor(UnixMicros at, Grain grain) const {
  const CivilTime now = local(at);
  if (grain == Grain::hour)  // by the clock's hand, so that an hour shown twice stays two hours
    return {at.v - (now.minute * 60 + now.second) * kSecond - now.micros};
  absl::CivilDay day(now.year, now.month, now.day);
  if (grain == Grain::week) day = absl::PrevWeekday(day + 1, absl::Weekday::monday);
  if (grain == Grain::month) day = absl::CivilDay(absl::CivilMonth(day));
  return instant({static_cast<int>(day.year()), day.month(), day.day()});
}

UnixMicros Zone::next(UnixMicros at, Grain grain) const {
  const UnixMicros start = floor(at, grain);
  if (grain == Grain::hour) return {start.v + 3600 * kSecond};
  // Counted from the calendar, never as 24 hours: days of a clock change have 23 or 25.
  const CivilTime now = local(start);
  absl::CivilDay day(now.year, now.month, now.day);
  if (grain == Grain::month) {
    day = absl::CivilDay(absl::CivilMonth(day) + 1);
  } else {
    day += grain == Grain::week ? 7 : 1;
  }
  return instant({static_cast<int>(day.year()), day.month(), day.day()});
}

void Zone::append_day(std::string& out, UnixMicros at) const {
  const CivilTime now = local(at);
  std::array<char, 40> text{};
  const int n =
      std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", now.year, now.month, now.day);
  out.append(text.data(), static_cast<std::size_t>(n));
}

void Zone::append_local(std::string& out, UnixMicros at) const {
  const CivilTime now = local(at);
  append_day(out, at);
  std::array<char, 40> text{};
  const int n =
      std::snprintf(text.data(), text.size(), " %02d:%02d:%02d", now.hour, now.minute, now.second);
  out.append(text.data(), static_cast<std::size_t>(n));
}

}  // namespace trace::calendar
