#include "dialects/journald.h"

#include "dialects/line_text.h"
#include "dialects/log_trace.h"
#include "dialects/scalars.h"
#include "dialects/text_group.h"
#include "json/document.h"
#include "model/event_row.h"

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

// A field that was given several times is an array: its first text counts. Bytes that are no text
// are an array of numbers, and what is too long is null: they say nothing here.
std::string_view text_of(const Value& field) {
  return field.is_array() ? field.first().str() : field.str();
}

std::string_view tag_of(const Value& entry) {
  for (const auto key : {"SYSLOG_IDENTIFIER", "_COMM", "_SYSTEMD_UNIT"})
    if (const auto tag = text_of(entry[key]); is_word(tag)) return tag;
  return "log";
}

// Priorities of syslog; all values are text.
Level level_of_priority(const Value& priority) {
  const auto n = (priority.is_array() ? priority.first() : priority).i64().value_or(6);
  return n <= 3 ? Level::error : n == 4 ? Level::warn : n == 7 ? Level::debug : Level::info;
}

class Journald final : public ingest::Dialect {
 public:
  explicit Journald(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "journald"; }
  // An entry names itself: exports overlap.
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override { trace_.end(at, out); }

 private:
  void read_text(const ingest::Line& line, ingest::Parsed& out);

  LogTrace trace_;
  json::Document document_;
};

void Journald::read_text(const ingest::Line& line, ingest::Parsed& out) {
  auto& event = add_text_event(line, trace_.open(line, std::nullopt, out), out);
  event.flags |= model::EventFlag::not_parsed;
  event.at = trace_.last_time();
  out.understood = false;
}

void Journald::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  if (!document_.parse(text)) return read_text(line, out);
  const auto entry = document_.root();
  const auto written = time_of(entry["_SOURCE_REALTIME_TIMESTAMP"]);
  const auto received = time_of(entry["__REALTIME_TIMESTAMP"]);
  const auto at = received ? received : written;
  ingest::Event event;
  event.trace = trace_.open(line, at, out);
  trace_.set_host(text_of(entry["_HOSTNAME"]), out);
  event.type = entry.is_object() ? tag_of(entry) : "raw";
  event.level = level_of_priority(entry["PRIORITY"]);
  event.at = at;
  if (!at) event.flags |= model::EventFlag::arrival_time;
  event.source_id = entry["__CURSOR"].str();
  event.key = text_of(entry["_SYSTEMD_INVOCATION_ID"]);
  out.events.push_back(event);
}

}  // namespace

Claim claim_journald(const Value& value) {
  const bool is_entry = value["__REALTIME_TIMESTAMP"] || value["__CURSOR"];
  return is_entry ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_journald(const ingest::DialectContext& context) {
  return std::make_unique<Journald>(context);
}

}  // namespace trace::dialects
