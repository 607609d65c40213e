#include "formats/utf8_reader.h"

namespace trace::formats {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_tail(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

bool in(char32_t value, char32_t first, char32_t last) { return value >= first && value <= last; }

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const unsigned char lead = byte_at(text, at);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const CodePoint invalid{lead, 1, false};
  if (lead < 0xC2 || lead > 0xF4) return invalid;
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned char tail = byte_at(text, at + i);
    if (!is_tail(tail)) return invalid;
    value = value << 6U | (tail & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || in(value, 0xD800, 0xDFFF) || value > 0x10FFFF) return invalid;
  return {value, length, true};
}

void append_utf8(std::string& out, char32_t value) {
  const auto put = [&out](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0 | value >> 6U);
    put(0x80 | (value & 0x3FU));
  } else if (value < 0x10000) {
    put(0xE0 | value >> 12U);
    put(0x80 | (value >> 6U & 0x3FU));
    put(0x80 | (value & 0x3FU));
  } else {
    put(0xF0 | value >> 18U);
    put(0x80 | (value >> 12U & 0x3FU));
    put(0x80 | (value >> 6U & 0x3FU));
    put(0x80 | (value & 0x3FU));
  }
}

bool is_unsafe(char32_t value) {
  if (value < 0x20 || in(value, 0x7F, 0x9F)) return true;
  if (value < 0x61C) return false;
  return value == 0x61C || in(value, 0x200E, 0x200F) || in(value, 0x2028, 0x202E) ||
         in(value, 0x2066, 0x2069) || in(value, 0xD800, 0xDFFF) || value == 0xFEFF ||
         in(value, 0xE0000, 0xE007F);
}

}  // namespace trace::formats
