#include "dialects/json_lines.h"

#include "dialects/line_text.h"
#include "dialects/log_trace.h"
#include "dialects/structured_log.h"
#include "dialects/text_group.h"
#include "dialects/text_line.h"
#include "json/document.h"
#include "model/event_row.h"

namespace trace::dialects {
namespace {

class JsonLines final : public ingest::Dialect {
 public:
  explicit JsonLines(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "jsonl"; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override { trace_.end(at, out); }

 private:
  void read_text(const ingest::Line& line, ingest::Parsed& out);

  LogTrace trace_;
  TextGroup group_;
  LocalZone zone_;
  json::Document document_;
};

void JsonLines::read_text(const ingest::Line& line, ingest::Parsed& out) {
  auto& event = add_text_event(line, trace_.open(line, std::nullopt, out), out);
  out.understood = false;
  if (group_.holds(line.bytes)) {
    group_.join(line.bytes, event);
  } else {
    read_text_line(line.bytes, zone_, event);
    if (!event.at) event.at = trace_.last_time();
    group_.begin(line, event);
  }
  event.flags |= model::EventFlag::not_parsed;
}

void JsonLines::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  if (!document_.parse(text)) return read_text(line, out);
  group_.end();
  const auto record = read_log(document_.root(), zone_);
  auto& event = out.events.emplace_back();
  event.trace = trace_.open(line, record.at, out);
  event.type = !document_.root().is_object() ? "raw" : record.type.empty() ? "log" : record.type;
  event.level = record.level.value_or(model::Level::info);
  event.at = record.at;
  event.key = record.key;
  event.duration_ms = record.duration_ms;
  if (event.at) return;
  event.at = trace_.last_time();
  event.flags |= model::EventFlag::arrival_time;
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_json_lines(const ingest::DialectContext& context) {
  return std::make_unique<JsonLines>(context);
}

}  // namespace trace::dialects
