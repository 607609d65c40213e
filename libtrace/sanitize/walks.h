// Remembers how far a text was walked, so that a rule which starts again at every word does not
// walk the same bytes again: that keeps each scan linear, whatever the text. Each question has its
// own memory. Belongs to one scan on one thread; the text must stay the same.
#pragma once

#include "sanitize/bytes.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trace::sanitize {

// The longest stretch of bytes of some classes around a place.
class Stretch {
 public:
  explicit constexpr Stretch(std::uint8_t classes, std::string_view more = {},
                             std::string_view less = {})
      : classes_(classes), more_(more), less_(less) {}

  // Find the end of the stretch that holds `at`; `at` itself when its byte is of another class.
  std::size_t end(std::string_view text, std::size_t at) {
    visit(text, at);
    return at < end_ ? end_ : at;
  }
  // Find its begin, likewise.
  std::size_t begin(std::string_view text, std::size_t at) {
    visit(text, at);
    return at < end_ ? begin_ : at;
  }

 private:
  bool has(char c) const {
    if (is(c, classes_)) return less_.find(c) == std::string_view::npos;
    return !more_.empty() && more_.find(c) != std::string_view::npos;
  }
  void visit(std::string_view text, std::size_t at) {
    if (at >= begin_ && at < end_) return;
    begin_ = end_ = at;
    while (end_ < text.size() && has(text[end_])) ++end_;
    if (end_ == at) return;
    while (begin_ > 0 && has(text[begin_ - 1])) --begin_;
  }

  std::uint8_t classes_;
  std::string_view more_;
  std::string_view less_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// The next place of one byte.
class NextByte {
 public:
  explicit constexpr NextByte(char byte) : byte_(byte) {}

  // Find the byte at or after `at`; the size of the text when there is none.
  std::size_t at_or_after(std::string_view text, std::size_t at) {
    if (at >= from_ && at <= found_ && from_ <= found_ && known_) return found_;
    from_ = at;
    known_ = true;
    const std::size_t place = text.find(byte_, at);
    found_ = place == std::string_view::npos ? text.size() : place;
    return found_;
  }

 private:
  char byte_;
  bool known_ = false;
  std::size_t from_ = 0;
  std::size_t found_ = 0;
};

struct Walks {
  Stretch wide{kToken | kMark};           // base64, URLs, tokens with dots
  Stretch jwt{kToken | kMark, "", "/~"};  // parts of a JWT
  Stretch hash{kToken | kMark, "$,@:*"};  // crypt(5) and PHC
  Stretch base64{kToken, "+/="};
  std::size_t base64_until = 0;  // where the last base64 text ends
  NextByte dot{'.'};
  NextByte second_dot{'.'};
  NextByte at_sign{'@'};
  std::size_t decoded[4] = {0, 0, 0, 0};  // base64 of each alignment was decoded before these
  std::size_t commands = 0;               // no `-u` of curl before this place
};

}  // namespace trace::sanitize
