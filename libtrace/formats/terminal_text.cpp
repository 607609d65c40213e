#include "formats/terminal_text.h"

#include "formats/utf8_reader.h"

#include <array>
#include <cstdio>

namespace trace::formats {
namespace {

void append_escape(std::string& out, char32_t value) {
  if (value == '\n') {
    out += "\\n";
  } else if (value == '\t') {
    out += "\\t";
  } else if (value == '\r') {
    out += "\\r";
  } else {
    std::array<char, 16> text{};
    const char* form = value < 0x100 ? "\\x%02x" : value < 0x10000 ? "\\u%04x" : "\\u{%x}";
    // The three forms differ in width only.
    const int n = std::snprintf(text.data(), text.size(), form, static_cast<unsigned>(value));
    out.append(text.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

void append_terminal_text(std::string& out, std::string_view text, Lines lines) {
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    const CodePoint point = decode_utf8(text, at);
    const bool kept_blank = lines == Lines::keep && (byte == '\n' || byte == '\t');
    if (!kept_blank && (!point.valid || is_unsafe(point.value))) {
      out.append(text.substr(plain, at - plain));
      append_escape(out, point.value);
      plain = at + point.length;
    }
    at += point.length;
  }
  out.append(text.substr(plain));
}

std::string terminal_text(std::string_view text, Lines lines) {
  std::string out;
  append_terminal_text(out, text, lines);
  return out;
}

}  // namespace trace::formats
