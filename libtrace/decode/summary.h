// One line that says what an event is, from the bytes that were stored for it: what an agent said,
// which tool it called, what came back. For people; programs read the payload. Never fails: what it
// does not know is shown as it is. The line is recorded text and not yet safe for a terminal (see
// formats/terminal_text.h). A Summarizer belongs to one thread.
#pragma once

#include "json/document.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace trace::decode {

class Summarizer {
 public:
  // How much of a payload is looked at, and the most that is returned.
  static constexpr std::size_t kMaxLookBytes = 64 * 1024;
  static constexpr std::size_t kMaxLineBytes = 400;

  // Return the line for an event of that type: valid UTF-8 when the payload is, without line
  // breaks, empty when there is nothing to say. `payload` may be a JSON value, an SSE frame or
  // plain text.
  std::string summarize(std::string_view type, std::string_view payload);

 private:
  json::Document document_;
  std::string mended_;
};

}  // namespace trace::decode
