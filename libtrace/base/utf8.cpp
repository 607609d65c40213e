#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace trace::base {
namespace {

unsigned byte_at(std::string_view s, std::size_t i) { return static_cast<unsigned char>(s[i]); }

bool is_tail(std::string_view s, std::size_t i) {
  return i < s.size() && (byte_at(s, i) & 0xC0U) == 0x80U;
}

// Skip bytes below 0x80, eight at a time.
std::size_t skip_ascii(std::string_view s, std::size_t i) {
  while (i + 8 <= s.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, s.data() + i, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
    i += 8;
  }
  while (i < s.size() && byte_at(s, i) < 0x80) ++i;
  return i;
}

}  // namespace

Utf8Char decode_utf8(std::string_view s, std::size_t at) noexcept {
  const unsigned b = byte_at(s, at);
  if (b < 0x80) return {b, 1};
  if (b >= 0xC2 && b <= 0xDF && is_tail(s, at + 1))
    return {(b & 0x1FU) << 6 | (byte_at(s, at + 1) & 0x3FU), 2};
  if (b >= 0xE0 && b <= 0xEF && is_tail(s, at + 1) && is_tail(s, at + 2)) {
    const char32_t v =
        (b & 0x0FU) << 12 | (byte_at(s, at + 1) & 0x3FU) << 6 | (byte_at(s, at + 2) & 0x3FU);
    if (v >= 0x800 && (v < 0xD800 || v > 0xDFFF)) return {v, 3};
  }
  if (b >= 0xF0 && b <= 0xF4 && is_tail(s, at + 1) && is_tail(s, at + 2) && is_tail(s, at + 3)) {
    const char32_t v = (b & 0x07U) << 18 | (byte_at(s, at + 1) & 0x3FU) << 12 |
                       (byte_at(s, at + 2) & 0x3FU) << 6 | (byte_at(s, at + 3) & 0x3FU);
    if (v >= 0x10000 && v <= 0x10FFFF) return {v, 4};
  }
  return {};
}

bool is_utf8(std::string_view s) noexcept {
  for (std::size_t i = skip_ascii(s, 0); i < s.size(); i = skip_ascii(s, i)) {
    const auto c = decode_utf8(s, i);
    if (c.size == 0) return false;
    i += c.size;
  }
  return true;
}

std::string_view cut_utf8(std::string_view s, std::size_t max_bytes) noexcept {
  if (s.size() <= max_bytes) return s;
  std::size_t end = max_bytes;
  while (end > 0 && (byte_at(s, end) & 0xC0U) == 0x80U) --end;
  return s.substr(0, end);
}

}  // namespace trace::base
