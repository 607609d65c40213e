#include "dialects/structured_log.h"

#include "dialects/line_text.h"
#include "dialects/scalars.h"
#include "dialects/text_level.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

// What a member may say, and the members that are looked into.
enum Slot : std::uint8_t { type, level, time, key, duration, other, slots };
enum Other : std::uint8_t { short_message, log_member, fields, record, error, err, instant };
constexpr std::size_t kMaxRank = 12;

// A name, what it tells, and how early it is asked among those that tell the same.
struct Name {
  std::string_view key;
  Slot slot;
  std::uint8_t rank;
};

constexpr auto kUnsorted = std::to_array<Name>({
    {"type", type, 0},
    {"event", type, 1},
    {"event_type", type, 2},
    {"eventType", type, 3},
    {"kind", type, 4},
    {"event.action", type, 5},
    {"name", type, 6},
    {"level", level, 0},
    {"severity", level, 1},
    {"levelname", level, 2},
    {"log.level", level, 3},
    {"lvl", level, 4},
    {"loglevel", level, 5},
    {"log_level", level, 6},
    {"level_name", level, 7},
    {"severityText", level, 8},
    {"severity_text", level, 9},
    {"@l", level, 10},
    {"timestamp", time, 0},
    {"time", time, 1},
    {"ts", time, 2},
    {"@timestamp", time, 3},
    {"at", time, 4},
    {"created_at", time, 5},
    {"datetime", time, 6},
    {"@t", time, 7},
    {"timeMillis", time, 8},
    {"eventTime", time, 9},
    {"asctime", time, 10},
    {"date", time, 11},
    {"id", key, 0},
    {"trace_id", key, 1},
    {"trace.id", key, 2},
    {"traceId", key, 3},
    {"request_id", key, 4},
    {"requestId", key, 5},
    {"correlation_id", key, 6},
    {"duration_ms", duration, 0},
    {"durationMs", duration, 1},
    {"elapsed_ms", duration, 2},
    {"latency_ms", duration, 3},
    {"responseTime", duration, 4},
    {"short_message", other, short_message},
    {"log", other, log_member},
    {"@fields", other, fields},
    {"record", other, record},
    {"error", other, error},
    {"err", other, err},
    {"instant", other, instant},
});

// Sorted, because every member of every line is looked up once.
constexpr auto kNames = [] {
  auto names = kUnsorted;
  std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.key < b.key; });
  return names;
}();

using Members = std::array<std::array<Value, kMaxRank>, slots>;

// One walk over the members; of several with one name the last counts.
Members members_of(const Value& object) {
  Members out;
  for (auto member = object.first(); member; member = member.next()) {
    const auto name = member.key();
    const auto found =
        std::lower_bound(kNames.begin(), kNames.end(), name,
                         [](const Name& a, std::string_view b) { return a.key < b; });
    if (found != kNames.end() && found->key == name) out[found->slot][found->rank] = member;
  }
  return out;
}

// Numbers of levels have scales: pino and bunyan 10 to 60, Monolog 100 to 600.
std::optional<Level> level_of_number(std::int64_t n) {
  if (n >= 100 && n <= 600) n = n < 200 ? 20 : n < 300 ? 30 : n < 400 ? 40 : 50;
  if (n < 10 || n > 60) return std::nullopt;
  return n < 30 ? Level::debug : n < 40 ? Level::info : n < 50 ? Level::warn : Level::error;
}

// RFC 5424 §6.2.1, in GELF.
Level level_of_severity(std::int64_t n) {
  return n <= 3 ? Level::error : n == 4 ? Level::warn : n < 7 ? Level::info : Level::debug;
}

std::optional<Level> level_in(const Value& value) {
  if (const auto number = value.i64()) return level_of_number(*number);
  return value.is_string() ? level_of_word(value.str()) : std::nullopt;
}

bool says_error(const Value& error) {
  return error.is_object() || (error.is_string() && !error.str().empty());
}

std::optional<Level> find_level(const Members& members) {
  const auto& others = members[other];
  const auto n = others[short_message] ? members[level][0].i64() : std::nullopt;
  if (n && *n >= 0 && *n < 8) return level_of_severity(*n);
  for (const auto& value : members[level])
    if (const auto found = level_in(value)) return found;
  for (const auto& nested : {others[log_member]["level"], others[fields]["lvl"],
                             others[fields]["level"], others[record]["level"]["name"]})
    if (const auto found = level_in(nested)) return found;
  if (says_error(others[error]) || says_error(others[err])) return Level::error;
  if (others[log_member].is_string()) return text_level(others[log_member].str());
  return std::nullopt;
}

// Seconds and nanoseconds apart, as log4j and protocol buffers write them.
std::optional<base::UnixMicros> time_in_parts(const Value& value) {
  for (const auto& [whole, fraction] :
       {std::pair{"epochSecond", "nanoOfSecond"}, std::pair{"seconds", "nanos"}}) {
    const auto seconds = value[whole].i64();
    if (!seconds || *seconds < 0 || *seconds > 100'000'000'000) continue;
    return base::UnixMicros{*seconds * 1'000'000 + value[fraction].i64().value_or(0) / 1000};
  }
  return std::nullopt;
}

std::optional<base::UnixMicros> time_in_text(std::string_view text, LocalZone& zone) {
  constexpr std::size_t kShortest = 19;  // `2026-11-20 03:00:00`
  if (text.size() < kShortest) return std::nullopt;
  const auto found = leading_time(text, zone.get());
  return found && found->size == text.size() ? std::optional(found->at) : std::nullopt;
}

std::optional<base::UnixMicros> find_time(const Members& members, LocalZone& zone) {
  for (const auto& value : members[time]) {
    if (!value) continue;
    if (const auto at = time_of(value)) return at;
    if (const auto at = time_in_parts(value)) return at;
    if (const auto at = time_in_text(value.str(), zone)) return at;
  }
  return time_in_parts(members[other][instant]);
}

std::string_view find_type(const Members& members) {
  for (const auto& value : members[type])
    if (is_word(value.str())) return value.str();
  return {};
}

std::optional<std::int64_t> find_duration(const Members& members) {
  constexpr double kMax = 1e12;
  for (const auto& value : members[duration]) {
    const auto number = value.number();
    if (number && std::isfinite(*number) && *number >= 0 && *number < kMax)
      return std::llround(*number);
  }
  return std::nullopt;
}

}  // namespace

LogRecord read_log(const Value& object, LocalZone& zone) {
  LogRecord out;
  if (!object.is_object()) return out;
  const auto members = members_of(object);
  out.at = find_time(members, zone);
  out.level = find_level(members);
  out.duration_ms = find_duration(members);
  out.type = find_type(members);
  for (const auto& value : members[key])
    if (out.key.empty()) out.key = value.str();
  return out;
}

}  // namespace trace::dialects
