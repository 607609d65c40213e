#include "formats/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace trace::formats {

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

void append_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 32> text{};
  const double magnitude = std::fabs(value);
  const bool plain = magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e15);
  const auto form = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, form);
  if (error == std::errc{}) {
    out.append(text.data(), end);
  } else {
    append_number(out, static_cast<std::int64_t>(value));
  }
}

}  // namespace trace::formats
