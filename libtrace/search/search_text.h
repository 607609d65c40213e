// What an event says as plain text, for search: its message, and of JSON every string and number
// without escapes. Long runs of base64 are no words and are left out. A TextReader belongs to one
// thread.
#pragma once

#include "decode/event_parts.h"
#include "json/document.h"
#include "model/event_row.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace trace::search {

class TextReader {
 public:
  // How much of an event is read; what lies beyond is not found, and is told.
  static constexpr std::size_t kMostBytes = 4 * 1024 * 1024;

  struct Said {
    std::string text{};
    bool is_cut = false;      // what lies beyond kMostBytes is missing
    bool lacks_runs = false;  // so are runs of base64
  };
  // Return what the event says.
  Said read(const model::EventRow& event);
  // Append what a piece of JSON or plain text says.
  void append(Said& out, std::string_view payload);

 private:
  decode::PartReader parts_;
  json::Document document_;
};

}  // namespace trace::search
