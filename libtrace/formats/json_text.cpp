#include "formats/json_text.h"

#include "formats/utf8_reader.h"

#include <array>
#include <cstdint>

namespace trace::formats {
namespace {

constexpr char32_t kByteBase = 0x10FE00;

// What may stand in a JSON string as it is.
constexpr std::array<bool, 256> plain_table() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) table[c] = true;
  table['"'] = table['\\'] = false;
  return table;
}
constexpr std::array<bool, 256> kPlain = plain_table();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

void append_unit(std::string& out, std::uint32_t unit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    out += kDigits[unit >> static_cast<unsigned>(shift) & 0xFU];
  }
}

void append_escaped(std::string& out, char32_t value) {
  if (value >= 0x10000) {
    append_unit(out, 0xD800 + ((value - 0x10000) >> 10U));
    append_unit(out, 0xDC00 + ((value - 0x10000) & 0x3FFU));
  } else {
    append_unit(out, value);
  }
}

void append_bytes(std::string& out, std::string_view bytes) {
  for (const char c : bytes) append_escaped(out, kByteBase + static_cast<unsigned char>(c));
}

bool stands_for_byte(char32_t value) {
  return value >= kByteBase + 0x80 && value <= kByteBase + 0xFF;
}

// Append the character at `at` that is not plain, and return its length.
std::size_t append_special(std::string& out, std::string_view text, std::size_t at) {
  const CodePoint point = decode_utf8(text, at);
  if (!point.valid || stands_for_byte(point.value)) {
    append_bytes(out, text.substr(at, point.length));
  } else if (is_unsafe(point.value)) {
    append_escaped(out, point.value);
  } else {
    out.append(text.substr(at, point.length));
  }
  return point.length;
}

std::string_view short_escape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

std::size_t plain_run(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_plain(text[end])) ++end;
  return end - at;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t run = plain_run(text, at); run > 0) {
      out.append(text.substr(at, run));
      at += run;
      continue;
    }
    if (const std::string_view escape = short_escape(text[at]); !escape.empty()) {
      out += escape;
      ++at;
    } else {
      at += append_special(out, text, at);
    }
  }
  out += '"';
}

void append_json_fragment(std::string& out, std::string_view json) {
  for (std::size_t at = 0; at < json.size();) {
    if (const std::size_t run = plain_run(json, at); run > 0) {
      out.append(json.substr(at, run));
      at += run;
      continue;
    }
    const char c = json[at];
    if (c == '"' || c == '\\') {
      out += c;
      ++at;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += ' ';  // only between the values of valid JSON
      ++at;
    } else {
      at += append_special(out, json, at);
    }
  }
}

std::string restore_bytes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (point.valid && stands_for_byte(point.value)) {
      out += static_cast<char>(static_cast<unsigned char>(point.value & 0xFFU));
    } else {
      out.append(text.substr(at, point.length));
    }
    at += point.length;
  }
  return out;
}

}  // namespace trace::formats
