#include "dialects/text.h"

#include "dialects/line_text.h"
#include "dialects/log_trace.h"
#include "dialects/structured_log.h"
#include "dialects/text_group.h"
#include "dialects/text_line.h"
#include "json/document.h"
#include "model/event_row.h"

namespace trace::dialects {
namespace {

class Text final : public ingest::Dialect {
 public:
  explicit Text(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "text"; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override { trace_.end(at, out); }

 private:
  bool read_object(std::string_view text, ingest::Event& event);

  LogTrace trace_;
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

// The trace is opened by the event, whose time it takes.
void Text::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  auto& event = add_text_event(line, {}, out);
  const bool is_detail = text.front() == '{' && group_.is_open();
  if (read_object(text, event)) {
    group_.begin(line, event);
  } else if (is_detail || group_.holds(line.bytes)) {
    group_.join(line.bytes, event);
  } else {
    read_text_line(text, zone_, event);
    // Where lines begin with their time, one that does not goes on with the one before.
    if (!event.at && group_.has_time())
      group_.join(line.bytes, event);
    else
      group_.begin(line, event);
  }
  event.trace = trace_.open(line, event.at, out);
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_text(const ingest::DialectContext& context) {
  return std::make_unique<Text>(context);
}

}  // namespace trace::dialects
