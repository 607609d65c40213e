#include "decode/event_parts.h"

#include "base/utf8.h"
#include "json/members.h"

namespace trace::decode {
namespace {

using model::EventFlag;

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool is_text(std::string_view bytes) {
  return base::is_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

}  // namespace

std::string PartReader::message_of(std::string_view frame) {
  json::Members members(frame);
  while (const auto member = members.next()) {
    if (member->key != "message") continue;
    if (!document_.parse(member->value)) return {};
    const auto root = document_.root();
    return std::string(root.is_string() ? root.str() : root.raw());
  }
  return {};
}

Body PartReader::body_of(std::string_view payload, bool is_cut) {
  if (payload.empty()) return Body::none;
  if (payload.front() == '{' || payload.front() == '[')
    if (!is_cut || document_.parse(payload)) return Body::json;
  if (document_.parse(payload)) return Body::json;
  return is_text(payload) ? Body::text : Body::bytes;
}

EventParts PartReader::read(const model::EventRow& event) {
  EventParts parts;
  if (!event.frame || event.has(EventFlag::not_kept)) return parts;
  const bool is_line = event.has(EventFlag::text) || event.has(EventFlag::not_parsed);
  if (event.long_payload) {
    if (event.has(EventFlag::native)) parts.message = message_of(*event.frame);
    parts.body = is_line ? Body::text : Body::json;
    return parts;
  }
  const std::string_view payload = trimmed(event.payload());
  if (event.has(EventFlag::native)) parts.message = message_of(*event.frame);
  if (!is_line || event.has(EventFlag::native)) {
    parts.payload = payload;
    parts.body = body_of(payload, event.has(EventFlag::cut));
  } else if (is_text(event.payload())) {
    parts.message = trimmed(event.payload());
  } else {
    parts.payload = event.payload();
    parts.body = Body::bytes;
  }
  return parts;
}

}  // namespace trace::decode
