#include "common/message.h"

#include "common/phrases.h"

#include <unistd.h>

namespace trace::cli {

std::string visible(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
      continue;
    }
    out += "\\x";
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xfU];
  }
  return out;
}

void print_message(std::string_view tool, std::string_view text) {
  std::string line(tool);
  const bool in_english = language_of(Environment::of_process()) == Language::english;
  line += ": ";
  line += visible(in_english ? std::string(text) : in_chinese(text).text);
  line += '\n';
  // When stderr is gone there is nobody left to tell.
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace trace::cli
