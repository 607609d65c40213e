#include "dialects/text.h"

#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/structured_log.h"
#include "dialects/text_group.h"
#include "dialects/text_level.h"
#include "dialects/text_time.h"
#include "json/document.h"
#include "model/event_row.h"

namespace trace::dialects {
namespace {

class Text final : public ingest::Dialect {
 public:
  explicit Text(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "text"; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  // An input without lines is a run too.
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override {
    trace_.open(at, out);
    trace_.end(at, out);
  }

 private:
  bool read_object(std::string_view text, ingest::Event& event);
  void read_text(std::string_view text, ingest::Event& event);

  OwnTrace trace_;
  TextGroup group_;
  LocalZone zone_;
  json::Document document_;
};

// A JSON object among text: an event of its own when it says what it is, else a part of the line
// that announced it.
bool Text::read_object(std::string_view text, ingest::Event& event) {
  if (!text.starts_with('{') || !document_.parse(text)) return false;
  const auto record = read_log(document_.root(), zone_);
  if (!record.at && !record.level) return false;
  if (!record.type.empty()) event.type = record.type;
  event.level = record.level.value_or(model::Level::info);
  event.at = record.at;
  event.duration_ms = record.duration_ms;
  event.flags = event.at ? 0 : model::EventFlag::arrival_time;
  return true;
}

void Text::read_text(std::string_view text, ingest::Event& event) {
  // `time=2026-11-20T03:00:00Z level=INFO …`, as slog and logrus write it.
  for (const std::string_view key : {"time=", "timestamp=", "ts="})
    if (text.starts_with(key)) text.remove_prefix(key.size());
  if (text.starts_with('"')) text.remove_prefix(1);
  if (const auto time = leading_time(text, zone_.get())) {
    event.at = time->at;
    event.flags &= ~model::EventFlag::arrival_time;
    text.remove_prefix(time->size);
  }
  event.level = text_level(text).value_or(model::Level::info);
}

void Text::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  auto& event = add_text_event(line, trace_.open(line.arrived, out), out);
  if (read_object(text, event)) return group_.begin(line, event);
  const bool is_detail = text.front() == '{' && group_.is_open();
  if (is_detail || group_.holds(line.bytes)) return group_.join(line.bytes, event);
  read_text(text, event);
  group_.begin(line, event);
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_text(const ingest::DialectContext& context) {
  return std::make_unique<Text>(context);
}

}  // namespace trace::dialects
