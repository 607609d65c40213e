// What an event says, for people and for logs: the message of a native line, a line of text, or one
// line about the payload. One thread.
#pragma once

#include "decode/summary.h"
#include "json/document.h"
#include "model/event_row.h"

#include <string>
#include <string_view>

namespace trace::tools {

class EventText {
 public:
  // One line about the event; recorded text, not yet safe for a terminal.
  std::string line(const model::EventRow& event);
  // The message of a native line or a line of text; empty for other events.
  std::string message(const model::EventRow& event);
  // Tell whether the payload is one JSON value.
  bool is_json(std::string_view payload);

 private:
  decode::Summarizer summarizer_;
  json::Document document_;
};

}  // namespace trace::tools
