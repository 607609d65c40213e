#include "formats/html_text.h"

#include "formats/number_text.h"
#include "formats/terminal_text.h"

namespace trace::formats {
namespace {

constexpr std::size_t kLongRun = 2048;

bool is_base64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=' || c == '-' || c == '_';
}

}  // namespace

void append_html_text(std::string& out, std::string_view text) {
  const std::string safe = terminal_text(text, Lines::keep);
  for (const char c : safe) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

std::string without_base64(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64(text[end])) ++end;
    if (end - at >= kLongRun) {
      out += "[base64, ";
      append_number(out, static_cast<std::int64_t>(end - at));
      out += " bytes]";
    } else {
      out += text.substr(at, end - at);
    }
    if (end < text.size()) out += text[end++];
    at = end;
  }
  return out;
}

}  // namespace trace::formats
