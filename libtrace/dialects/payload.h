// The JSON in a frame: of a line, of text with an object glued to it, of a server-sent event's
// data, of a whole document. One object belongs to one thread; what it gives dies at the next read.
#pragma once

#include "json/document.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace trace::dialects {

struct Payload {
  json::Value root;       // none: the frame has no JSON
  std::string_view text;  // of the JSON; else the data of the event, or the trimmed line
  // Bytes of the frame before `text`. Not known (`is_joined`) when an event's data stands on
  // several lines: then no part of the frame can be named.
  std::size_t shift = 0;
  std::string_view event;   // name of a server-sent event; empty: none given
  bool is_event = false;    // a server-sent event
  bool is_comment = false;  // an event that holds comments only, as keep-alives do
  bool is_joined = false;
  bool is_glued = false;  // other text stands on the line of the JSON
};

class PayloadReader {
 public:
  // Find and parse the JSON of a frame.
  Payload read(std::string_view frame);

 private:
  void read_event(std::string_view frame, Payload& out);
  void add_data(std::string_view value, std::size_t at, Payload& out);

  json::Document document_;
  std::string joined_;
};

// Tell whether a frame is a server-sent event: it begins with one of its fields.
bool is_event_frame(std::string_view frame) noexcept;

}  // namespace trace::dialects
