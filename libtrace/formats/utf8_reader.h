// Code points out of bytes that may be anything. Internal to formats/.
// Free functions without state: safe on any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace trace::formats {

struct CodePoint {
  char32_t value = 0;      // the byte itself when it is not valid
  std::size_t length = 1;  // bytes taken
  bool valid = true;
};

// Decode the code point at `at` strictly (no overlong forms, no surrogates, at most U+10FFFF). An
// invalid byte is taken alone. REQUIRES: at < text.size().
CodePoint decode_utf8(std::string_view text, std::size_t at);

// Say whether a character must never reach a terminal as it is: control characters (C0 with tab and
// newline, DEL, C1), bidi marks, byte order mark, line separators, tags, lone surrogates.
bool is_unsafe(char32_t value);

}  // namespace trace::formats
