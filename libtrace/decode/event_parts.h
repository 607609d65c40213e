// What an event consists of, whatever its source: the text that it says, or a payload that is JSON,
// or bytes that are neither. For formats that show events apart from the record format. A
// PartReader belongs to one thread.
#pragma once

#include "json/document.h"
#include "model/event_row.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::decode {

enum class Body : std::uint8_t { none, json, text, bytes };

// Views live as long as the row.
struct EventParts {
  std::string message{};       // of a native line, or the line of text itself
  std::string_view payload{};  // what the source said; empty when `message` says all
  Body body = Body::none;      // of `payload`
};

class PartReader {
 public:
  // Return the parts of an event. Of a payload that is handed on in pieces (EventRow::long_payload)
  // only the kind is told; it is the caller's to walk.
  EventParts read(const model::EventRow& event);

 private:
  std::string message_of(std::string_view frame);
  Body body_of(std::string_view payload, bool is_cut);

  json::Document document_;
};

}  // namespace trace::decode
