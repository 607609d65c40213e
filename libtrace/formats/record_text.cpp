#include "formats/record_text.h"

#include "calendar/rfc3339.h"

#include "base/utf8.h"
#include "formats/base64.h"
#include "formats/json_splice.h"
#include "formats/number_text.h"
#include "json/document.h"
#include "json/members.h"
#include "json/writer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace trace::formats {
namespace {

// What the format itself says about an event, older names too.
constexpr std::array<std::string_view, 14> kEventKeys{
    "kind", "trace",     "trace_id", "job_id",     "run_id", "seq",     "uid",
    "at",   "timestamp", "type",     "event_type", "level",  "message", "payload"};

bool is_event_key(std::string_view key) {
  return std::find(kEventKeys.begin(), kEventKeys.end(), key) != kEventKeys.end();
}

void append_member(std::string& out, std::string_view quoted_key, std::string_view value) {
  out += ',';
  splice_json(out, quoted_key);
  out += ':';
  splice_json(out, value);
}

void append_text(std::string& out, std::string_view bytes) {
  if (base::is_utf8(bytes) && bytes.find('\0') == std::string_view::npos) {
    out += ",\"message\":";
    json::append_string(out, bytes);
    return;
  }
  out += ",\"payload_base64\":\"";
  append_base64(out, bytes);
  out += '"';
}

// The payload of a native line: a part of it, or what a cut has left of that.
void append_native_payload(std::string& out, const model::EventRow& event) {
  if (!event.size) return;
  const std::string_view payload = event.payload();
  out += ",\"payload\":";
  if (payload.size() == *event.size && looks_like_json(payload))
    splice_json(out, payload);
  else
    json::append_string(out, payload);
}

void append_native(std::string& out, const model::EventRow& event) {
  json::Members members(*event.frame);
  if (event.size) members.jump(event.offset.value_or(0), *event.size);
  std::string_view message;
  std::vector<json::Member> unknown;
  while (const auto member = members.next()) {
    if (member->key == "message")
      message = member->value;
    else if (!is_event_key(member->key) && !(event.size && member->offset == event.offset))
      unknown.push_back(*member);
  }
  if (!message.empty()) append_member(out, "\"message\"", message);
  append_native_payload(out, event);
  for (const auto& member : unknown) append_member(out, member.quoted, member.value);
}

}  // namespace

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::size_t at = out.size();
  out.resize(at + 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out[at++] = kDigits[byte >> 4U];
    out[at++] = kDigits[byte & 15U];
  }
}

void append_native_keys(std::string& out, const model::EventRow& event) {
  json::Members members(*event.frame);
  while (const auto member = members.next()) {
    if (event.size && member->offset == event.offset) return;
    if (member->key == "message" || !is_event_key(member->key))
      append_member(out, member->quoted, member->value);
  }
}

void append_event_body(std::string& out, const model::EventRow& event) {
  using model::EventFlag;
  if (!event.frame || event.has(EventFlag::not_kept)) return;
  if (event.has(EventFlag::native)) return append_native(out, event);
  const std::string_view payload = event.payload();
  if (event.has(EventFlag::text) || event.has(EventFlag::not_parsed))
    return append_text(out, payload);
  const std::string_view json = trim_blanks(payload);
  if (event.has(EventFlag::cut) ? !json::Document().parse(json) : !looks_like_json(json))
    return append_text(out, payload);
  out += ",\"payload\":";
  splice_json(out, json);
}

RecordText::RecordText(std::string& out, std::string_view kind) : out_(out) {
  out_ += "{\"kind\":\"";
  out_ += kind;
  out_ += '"';
}

std::string& RecordText::key(std::string_view name) {
  out_ += ",\"";
  out_ += name;
  return out_ += "\":";
}

void RecordText::text(std::string_view name, std::string_view value) {
  if (!value.empty()) json::append_string(key(name), value);
}

void RecordText::number(std::string_view name, const std::optional<std::int64_t>& value) {
  if (value) append_number(key(name), *value);
}

void RecordText::truth(std::string_view name, const std::optional<bool>& value) {
  if (value) key(name) += *value ? "true" : "false";
}

void RecordText::time(std::string_view name, const std::optional<base::UnixMicros>& value) {
  if (!value) return;
  key(name) += '"';
  calendar::append_rfc3339(out_, *value);
  out_ += '"';
}

void RecordText::json(std::string_view name, std::string_view value) {
  const std::string_view trimmed = trim_blanks(value);
  if (trimmed.empty()) return;
  if (json::Document().parse(trimmed))
    splice_json(key(name), trimmed);
  else
    json::append_string(key(name), value);
}

void RecordText::members(std::string_view object) {
  json::Members members(object);
  while (const auto member = members.next()) append_member(out_, member->quoted, member->value);
}

}  // namespace trace::formats
