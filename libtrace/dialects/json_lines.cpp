#include "dialects/json_lines.h"

#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/scalars.h"
#include "json/document.h"
#include "model/event_row.h"

#include <array>

namespace trace::dialects {
namespace {

constexpr std::array<std::string_view, 6> kTypes{"type",      "event", "event_type",
                                                 "eventType", "kind",  "name"};
constexpr std::array<std::string_view, 4> kLevels{"level", "severity", "levelname", "log.level"};
constexpr std::array<std::string_view, 7> kTimes{"timestamp", "time",       "ts",      "@timestamp",
                                                 "at",        "created_at", "datetime"};

std::string_view find_type(const json::Value& object) {
  for (const auto key : kTypes)
    if (const auto text = object[key].str(); is_word(text)) return text;
  return "log";
}

bool says_error(const json::Value& error) {
  return error.is_object() || (error.is_string() && !error.str().empty());
}

model::Level find_level(const json::Value& object) {
  for (const auto key : kLevels)
    if (const auto level = level_of(object[key])) return *level;
  if (const auto level = level_of(object["log"]["level"])) return *level;
  return says_error(object["error"]) ? model::Level::error : model::Level::info;
}

std::optional<base::UnixMicros> find_time(const json::Value& object) {
  for (const auto key : kTimes)
    if (const auto at = time_of(object[key])) return at;
  return std::nullopt;
}

class JsonLines final : public ingest::Dialect {
 public:
  explicit JsonLines(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "jsonl"; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override {
    trace_.open(at, out);
    trace_.end(at, out);
  }

 private:
  OwnTrace trace_;
  json::Document document_;
};

void JsonLines::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  const auto trace = trace_.open(line.arrived, out);
  if (!document_.parse(text)) {
    add_text_event(line, trace, out).flags |= model::EventFlag::not_parsed;
    out.understood = false;
    return;
  }
  const auto object = document_.root();
  auto& event = out.events.emplace_back();
  event.trace = trace;
  event.type = object.is_object() ? find_type(object) : "raw";
  event.level = find_level(object);
  event.at = find_time(object);
  if (!event.at) event.flags |= model::EventFlag::arrival_time;
  event.key = object["id"].str();
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_json_lines(const ingest::DialectContext& context) {
  return std::make_unique<JsonLines>(context);
}

}  // namespace trace::dialects
