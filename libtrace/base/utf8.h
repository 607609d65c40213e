// UTF-8: decode one character, validate, cut at a character's edge. No normalisation, no locale.
// Pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace trace::base {

struct Utf8Char {
  char32_t value = 0;
  std::size_t size = 0;  // bytes; 0: no valid character here
};

// Decode the character at `at`; overlong forms, surrogates and values over U+10FFFF are not valid.
Utf8Char decode_utf8(std::string_view s, std::size_t at) noexcept;
// Tell whether all of `s` is valid UTF-8.
bool is_utf8(std::string_view s) noexcept;
// The longest prefix of at most `max_bytes` that does not end within a character.
std::string_view cut_utf8(std::string_view s, std::size_t max_bytes) noexcept;

}  // namespace trace::base
