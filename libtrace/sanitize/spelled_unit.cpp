#include "sanitize/spelled_unit.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>

namespace trace::sanitize {
namespace {

// Backslashes before one escaped character: JSON in JSON in JSON doubles them twice.
constexpr std::size_t kMostBackslashes = 8;

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Read `digits` hex digits; -1 when they are none.
int hex_at(std::string_view bytes, std::size_t at, std::size_t digits) noexcept {
  if (at + digits > bytes.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = hex_digit(bytes[at + i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

std::size_t backslashes_at(std::string_view bytes, std::size_t at) noexcept {
  std::size_t n = 0;
  while (at + n < bytes.size() && bytes[at + n] == '\\' && n < kMostBackslashes) ++n;
  return n;
}

// The end of `\uXXXX` (or of two that are one character) with any number of backslashes, or 0.
std::size_t end_of_u(char32_t code, std::string_view bytes, std::size_t at) noexcept {
  const auto one = [&bytes](std::size_t from, std::uint32_t value) -> std::size_t {
    const std::size_t n = backslashes_at(bytes, from);
    if (n == 0 || from + n >= bytes.size() || bytes[from + n] != 'u') return 0;
    return hex_at(bytes, from + n + 1, 4) == static_cast<int>(value) ? from + n + 5 : 0;
  };
  if (code < 0x10000) return one(at, static_cast<std::uint32_t>(code));
  const auto rest = static_cast<std::uint32_t>(code) - 0x10000;
  const std::size_t middle = one(at, 0xD800 + (rest >> 10));
  return middle == 0 ? 0 : one(middle, 0xDC00 + (rest & 0x3FF));
}

// The letter that stands for a character after a backslash, or 0.
char short_escape(char32_t code) noexcept {
  constexpr std::array<std::pair<char32_t, char>, 7> kLetters{{{U'"', '"'},
                                                               {U'/', '/'},
                                                               {U'\b', 'b'},
                                                               {U'\f', 'f'},
                                                               {U'\n', 'n'},
                                                               {U'\r', 'r'},
                                                               {U'\t', 't'}}};
  for (const auto& [c, letter] : kLetters)
    if (c == code) return letter;
  return 0;
}

// The end of `%XX` for each byte, also as `%25XX`, or 0.
std::size_t end_of_percent(std::string_view unit, std::string_view bytes, std::size_t at) noexcept {
  for (const char c : unit) {
    if (at >= bytes.size() || bytes[at] != '%') return 0;
    ++at;
    while (bytes.substr(at, 2) == "25" && hex_at(bytes, at + 2, 2) >= 0) at += 2;
    if (hex_at(bytes, at, 2) != static_cast<int>(static_cast<unsigned char>(c))) return 0;
    at += 2;
  }
  return at;
}

}  // namespace

char32_t code_point_of(std::string_view unit) noexcept {
  if (unit.empty()) return 0;
  const auto byte = [&unit](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(unit[i]));
  };
  if (unit.size() == 1) return byte(0) < 0x80 ? byte(0) : 0;
  char32_t code = byte(0) & (0xFFU >> (unit.size() + 1));
  for (std::size_t i = 1; i < unit.size(); ++i) code = code << 6 | (byte(i) & 0x3F);
  return code;
}

void spellings_at(std::string_view unit, std::string_view bytes, std::size_t at,
                  std::vector<std::size_t>& ends) {
  ends.clear();
  const auto add = [&ends](std::size_t end) {
    if (end != 0) ends.push_back(end);
  };
  const char32_t code = code_point_of(unit);
  const std::size_t slashes = backslashes_at(bytes, at);
  if (slashes > 0 && code != 0) {
    add(end_of_u(code, bytes, at));
    const char letter = short_escape(code);
    if (letter != 0 && at + slashes < bytes.size() && bytes[at + slashes] == letter)
      add(at + slashes + 1);
  }
  if (unit == "\\")
    for (std::size_t n = kMostBackslashes; n > 1; n /= 2)
      if (slashes >= n) add(at + n);
  if (bytes.substr(at, unit.size()) == unit) add(at + unit.size());
  add(end_of_percent(unit, bytes, at));
  if (unit == " " && bytes.substr(at, 1) == "+") add(at + 1);
  std::sort(ends.begin(), ends.end(), std::greater<>());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
}

}  // namespace trace::sanitize
