#include "json/writer.h"

#include "base/utf8.h"

#include <charconv>

namespace trace::json {
namespace {

// Characters that can drive a terminal or turn text around, lossless as \uXXXX.
bool must_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x061C || c == 0x200E || c == 0x200F || c == 0xFEFF ||
         c == 0x2028 || c == 0x2029 || (c >= 0xE0000 && c <= 0xE007F);
}

void append_unit(std::string& out, unsigned v) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(v >> shift) & 15U];
}

void append_escape(std::string& out, char32_t c) {
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c < 0x10000) return append_unit(out, c);
  append_unit(out, 0xD800 + ((c - 0x10000) >> 10));
  append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

// Append the character at `i` and return where the next one begins.
std::size_t append_one(std::string& out, std::string_view s, std::size_t i) {
  if (s[i] == '"' || s[i] == '\\') {
    out += '\\';
    out += s[i];
    return i + 1;
  }
  const auto c = base::decode_utf8(s, i);
  if (c.size == 0) {
    out += "\xEF\xBF\xBD";
    return i + 1;
  }
  if (must_escape(c.value))
    append_escape(out, c.value);
  else
    out.append(s.substr(i, c.size));
  return i + c.size;
}

}  // namespace

void append_string(std::string& out, std::string_view s) {
  out += '"';
  for (std::size_t i = 0; i < s.size();) {
    const std::size_t begin = i;
    while (i < s.size() && is_plain(s[i])) ++i;
    out.append(s.substr(begin, i - begin));
    if (i < s.size()) i = append_one(out, s, i);
  }
  out += '"';
}

void Writer::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}
Writer& Writer::open(char c) {
  separate();
  out_ += c;
  first_ = true;
  return *this;
}
Writer& Writer::close(char c) {
  out_ += c;
  first_ = false;
  return *this;
}
Writer& Writer::key(std::string_view k) {
  separate();
  append_string(out_, k);
  out_ += ':';
  first_ = true;
  return *this;
}
Writer& Writer::string(std::string_view s) {
  separate();
  append_string(out_, s);
  return *this;
}
Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}
Writer& Writer::integer(std::int64_t v) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
  return raw({buffer, static_cast<std::size_t>(end - buffer)});
}
Writer& Writer::real(double v) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
  return raw({buffer, static_cast<std::size_t>(end - buffer)});
}
Writer& Writer::boolean(bool v) { return raw(v ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

}  // namespace trace::json
