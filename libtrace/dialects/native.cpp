#include "dialects/native.h"

#include "dialects/line_text.h"
#include "dialects/native_records.h"
#include "dialects/own_trace.h"
#include "dialects/scalars.h"
#include "json/document.h"
#include "model/event_row.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<digest::Hash128> parse_uid(std::string_view text) {
  digest::Hash128 uid{};
  if (text.size() != 2 * uid.size()) return std::nullopt;
  for (std::size_t i = 0; i < uid.size(); ++i) {
    const auto high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    uid[i] = static_cast<std::uint8_t>(*high << 4U | *low);
  }
  return uid;
}

Value either(const Value& record, std::string_view key, std::string_view old_key) {
  const auto value = record[key];
  return value && !value.is_null() ? value : record[old_key];
}

// A record that was cut off may hold the beginning of a conversation.
bool may_hold_content(std::string_view text) {
  if (text.find("\"kind\"") == std::string_view::npos) return false;
  for (const auto key : {"\"content\"", "\"messages\"", "\"prompt\"", "\"completion\"",
                         "\"system_prompt\"", "\"request_body\"", "\"response_body\""})
    if (text.find(key) != std::string_view::npos) return true;
  return false;
}

class Native final : public ingest::Dialect {
 public:
  explicit Native(const ingest::DialectContext& context)
      : own_(context), keep_content_(context.keep_content) {}
  std::string_view name() const override { return "native"; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  // Traces that records name are ended by records only.
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override { own_.end(at, out); }

 private:
  bool read(const Value& record, const ingest::Line& line, ingest::Parsed& out);
  void add_unknown(const ingest::Line& line, bool is_json, ingest::Parsed& out);
  bool read_event(const Value& record, const ingest::Line& line, ingest::Parsed& out);
  bool read_request(const Value& record, const ingest::Line& line, ingest::Parsed& out);
  bool read_content(const Value& record, const ingest::Line& line, ingest::Parsed& out);

  OwnTrace own_;
  bool keep_content_;
  json::Document document_;
  std::size_t skipped_ = 0;  // bytes of the line before the record
};

void Native::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  skipped_ = static_cast<std::size_t>(text.data() - line.bytes.data());
  const bool is_json = static_cast<bool>(document_.parse(text));
  if (is_json && read(document_.root(), line, out)) return;
  if (!is_json && !keep_content_ && may_hold_content(text)) out.withhold = true;
  out.understood = false;
  if (!out.withhold) add_unknown(line, is_json, out);
}

void Native::add_unknown(const ingest::Line& line, bool is_json, ingest::Parsed& out) {
  auto& event = add_text_event(line, own_.open(line.arrived, out), out);
  if (is_json) {
    event.type = "raw";
    event.flags = model::EventFlag::arrival_time;
  } else {
    event.flags |= model::EventFlag::not_parsed;
  }
}

bool Native::read(const Value& record, const ingest::Line& line, ingest::Parsed& out) {
  const auto kind = record["kind"].str();
  if (kind == "event") return read_event(record, line, out);
  if (kind == "request") return read_request(record, line, out);
  if (kind == "content") return read_content(record, line, out);
  if (kind != "trace") return false;
  auto change = read_trace(record);
  if (!change) return false;
  // The line itself would open the trace as one that runs: what it says comes first, an end last.
  const bool is_end = change->status && model::is_end(*change->status);
  (is_end ? out.after : out.before).emplace_back(std::move(*change));
  return true;
}

bool Native::read_event(const Value& record, const ingest::Line&, ingest::Parsed& out) {
  const auto trace = trace_of(record);
  const auto type = either(record, "type", "event_type").str();
  if (trace.empty() || type.empty()) return false;
  auto& event = out.events.emplace_back();
  event.trace = trace;
  event.type = type;
  event.flags = model::EventFlag::native;
  event.level = level_of(record["level"]).value_or(model::Level::info);
  event.at = time_of(either(record, "at", "timestamp"));
  if (!event.at) event.flags |= model::EventFlag::arrival_time;
  event.seq = record["seq"].i64();
  event.uid = parse_uid(record["uid"].str());
  if (const auto payload = record["payload"])
    event.part = ingest::Slice{static_cast<std::uint32_t>(skipped_ + payload.offset()),
                               static_cast<std::uint32_t>(payload.raw().size())};
  return true;
}

bool Native::read_request(const Value& record, const ingest::Line& line, ingest::Parsed& out) {
  auto bodies = read_bodies(record, line.arrived);
  // The sink knows the settings of tokens and decides about the content; the line goes at once.
  out.withhold = bodies && !keep_content_;
  auto request = dialects::read_request(record, line.arrived);
  if (!request) return false;
  out.after.emplace_back(std::move(*request));
  if (bodies) out.after.emplace_back(std::move(*bodies));
  return true;
}

bool Native::read_content(const Value& record, const ingest::Line& line, ingest::Parsed& out) {
  auto content = dialects::read_content(record, line.arrived);
  // One that names no request holds text all the same.
  out.withhold = !keep_content_;
  if (!content) return false;
  out.after.emplace_back(std::move(*content));
  return true;
}

}  // namespace

// A `kind` alone proves nothing: ask for the keys that its record must have.
Claim claim_native(const json::Value& value) {
  const auto kind = value["kind"].str();
  const auto has = [&](std::string_view key) { return !id_text(value[key]).empty(); };
  bool is_record = kind == "content" && has("request");
  if (kind == "event")
    is_record = !trace_of(value).empty() && (has("type") || has("event_type"));
  else if (kind == "trace")
    is_record = has("id") || !trace_of(value).empty();
  else if (kind == "request")
    is_record = has("id") && has("model");
  return is_record ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_native(const ingest::DialectContext& context) {
  return std::make_unique<Native>(context);
}

}  // namespace trace::dialects
