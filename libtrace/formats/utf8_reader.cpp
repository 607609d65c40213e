#include "formats/utf8_reader.h"

#include "base/utf8.h"

namespace trace::formats {
namespace {

bool in(char32_t value, char32_t first, char32_t last) { return value >= first && value <= last; }

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1, true};
  const base::Utf8Char character = base::decode_utf8(text, at);
  if (character.size == 0) return {byte, 1, false};
  return {character.value, character.size, true};
}

bool is_unsafe(char32_t value) {
  if (value < 0x20 || in(value, 0x7F, 0x9F)) return true;
  if (value < 0x61C) return false;
  return value == 0x61C || in(value, 0x200E, 0x200F) || in(value, 0x2028, 0x202E) ||
         in(value, 0x2066, 0x2069) || in(value, 0xD800, 0xDFFF) || value == 0xFEFF ||
         in(value, 0xE0000, 0xE007F);
}

}  // namespace trace::formats
