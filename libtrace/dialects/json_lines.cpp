#include "dialects/json_lines.h"

#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/structured_log.h"
#include "dialects/text_group.h"
#include "json/document.h"
#include "model/event_row.h"

namespace trace::dialects {
namespace {

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
  void read_text(const ingest::Line& line, std::string_view trace, ingest::Parsed& out);

  OwnTrace trace_;
  TextGroup group_;
  LocalZone zone_;
  json::Document document_;
};

void JsonLines::read_text(const ingest::Line& line, std::string_view trace, ingest::Parsed& out) {
  auto& event = add_text_event(line, trace, out);
  event.flags |= model::EventFlag::not_parsed;
  out.understood = false;
  if (group_.holds(line.bytes)) return group_.join(line.bytes, event);
  group_.begin(line, event);
}

void JsonLines::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  const auto trace = trace_.open(line.arrived, out);
  if (!document_.parse(text)) return read_text(line, trace, out);
  group_.end();
  const auto record = read_log(document_.root(), zone_);
  auto& event = out.events.emplace_back();
  event.trace = trace;
  event.type = !document_.root().is_object() ? "raw" : record.type.empty() ? "log" : record.type;
  event.level = record.level.value_or(model::Level::info);
  event.at = record.at;
  event.key = record.key;
  event.duration_ms = record.duration_ms;
  if (!event.at) event.flags |= model::EventFlag::arrival_time;
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_json_lines(const ingest::DialectContext& context) {
  return std::make_unique<JsonLines>(context);
}

}  // namespace trace::dialects
