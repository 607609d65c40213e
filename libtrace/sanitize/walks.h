// Remembers how far a text was walked, so that a rule which starts again at every word does not
// walk the same bytes again: that keeps each scan linear, whatever the text. Each question has its
// own memory. Belongs to one scan on one thread; the text must stay the same.
#pragma once

#include "sanitize/bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trace::sanitize {

using ByteSet = std::array<bool, 256>;

// The bytes of some classes, with more and without some.
constexpr ByteSet byte_set(std::uint8_t classes, std::string_view more = {},
                           std::string_view less = {}) {
  ByteSet set{};
  for (std::size_t c = 0; c < set.size(); ++c) set[c] = (kByteClasses[c] & classes) != 0;
  for (const char c : more) set[static_cast<unsigned char>(c)] = true;
  for (const char c : less) set[static_cast<unsigned char>(c)] = false;
  return set;
}

inline constexpr ByteSet kWideBytes = byte_set(kToken | kMark);  // base64, URLs
inline constexpr ByteSet kJwtBytes = byte_set(kToken | kMark, "", "/~");
inline constexpr ByteSet kHashBytes = byte_set(kToken | kMark, "$,@:*");  // crypt(5), PHC
inline constexpr ByteSet kNameBytes = byte_set(kToken, ".");
inline constexpr ByteSet kBase64Bytes = byte_set(kToken, "+/=");

// The longest stretch of bytes of a set around a place.
class Stretch {
 public:
  explicit constexpr Stretch(const ByteSet& set) : set_(set) {}

  // Find the end of the stretch that holds `at`; `at` itself when its byte is not in the set.
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
  bool has(char c) const { return set_[static_cast<unsigned char>(c)]; }
  void visit(std::string_view text, std::size_t at) {
    if (at >= begin_ && at < end_) return;
    begin_ = end_ = at;
    while (end_ < text.size() && has(text[end_])) ++end_;
    if (end_ == at) return;
    while (begin_ > 0 && has(text[begin_ - 1])) --begin_;
  }

  const ByteSet& set_;
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
  Stretch wide{kWideBytes};
  Stretch jwt{kJwtBytes};
  Stretch hash{kHashBytes};
  Stretch name{kNameBytes};
  Stretch base64{kBase64Bytes};
  NextByte dot{'.'};
  NextByte second_dot{'.'};
  NextByte at_sign{'@'};
  NextByte exclamation{'!'};
  std::size_t base64_until = 0;          // where the last base64 text ends
  std::array<std::size_t, 4> decoded{};  // base64 of each alignment was decoded before these
  std::size_t commands = 0;              // no `-u` of curl before this place
  std::size_t objects = 0;               // flat objects before this place were read
};

}  // namespace trace::sanitize
