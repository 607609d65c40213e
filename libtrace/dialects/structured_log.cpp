#include "dialects/structured_log.h"

#include "dialects/line_text.h"
#include "dialects/scalars.h"
#include "dialects/text_level.h"

#include <array>
#include <cmath>
#include <span>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;
using Names = std::span<const std::string_view>;

constexpr auto kTypes = std::to_array<std::string_view>(
    {"type", "event", "event_type", "eventType", "kind", "event.action", "name"});
constexpr auto kLevels = std::to_array<std::string_view>(
    {"level", "severity", "levelname", "log.level", "lvl", "loglevel", "log_level", "level_name",
     "severityText", "severity_text", "@l"});
constexpr auto kTimes = std::to_array<std::string_view>(
    {"timestamp", "time", "ts", "@timestamp", "at", "created_at", "datetime", "@t", "timeMillis",
     "eventTime", "asctime", "date"});
constexpr auto kKeys = std::to_array<std::string_view>(
    {"id", "trace_id", "trace.id", "traceId", "request_id", "requestId", "correlation_id"});
constexpr auto kMessages = std::to_array<std::string_view>(
    {"msg", "message", "short_message", "body", "event", "text", "@m", "@mt", "log"});
constexpr auto kDurations = std::to_array<std::string_view>(
    {"duration_ms", "durationMs", "elapsed_ms", "latency_ms", "responseTime"});

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

std::optional<Level> find_level(const Value& object) {
  if (const auto n = object["level"].i64(); n && *n >= 0 && *n < 8 && object["short_message"])
    return level_of_severity(*n);
  for (const auto key : kLevels)
    if (const auto level = level_in(object[key])) return level;
  for (const auto& nested : {object["log"]["level"], object["@fields"]["lvl"],
                             object["@fields"]["level"], object["record"]["level"]["name"]})
    if (const auto level = level_in(nested)) return level;
  if (says_error(object["error"]) || says_error(object["err"])) return Level::error;
  if (object["log"].is_string()) return text_level(object["log"].str());
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

std::optional<base::UnixMicros> find_time(const Value& object, LocalZone& zone) {
  for (const auto key : kTimes) {
    const auto value = object[key];
    if (const auto at = time_of(value)) return at;
    if (const auto at = time_in_parts(value)) return at;
    if (const auto at = time_in_text(value.str(), zone)) return at;
  }
  return time_in_parts(object["instant"]);
}

std::string_view first_text(const Value& object, Names names) {
  for (const auto name : names)
    if (const auto text = object[name].str(); !text.empty()) return text;
  return {};
}

std::string_view find_type(const Value& object) {
  for (const auto key : kTypes)
    if (const auto text = object[key].str(); is_word(text)) return text;
  return {};
}

std::optional<std::int64_t> find_duration(const Value& object) {
  constexpr double kMax = 1e12;
  for (const auto key : kDurations) {
    const auto number = object[key].number();
    if (number && std::isfinite(*number) && *number >= 0 && *number < kMax)
      return std::llround(*number);
  }
  return std::nullopt;
}

}  // namespace

LogRecord read_log(const Value& object, LocalZone& zone) {
  LogRecord out;
  if (!object.is_object()) return out;
  out.at = find_time(object, zone);
  out.level = find_level(object);
  out.duration_ms = find_duration(object);
  out.type = find_type(object);
  out.key = first_text(object, kKeys);
  out.message = first_text(object, kMessages);
  return out;
}

}  // namespace trace::dialects
