// Classes of bytes and the small questions that every rule asks about a piece of text: how many
// backslashes stand before a quote, does a value look random, is it only a placeholder.
// Pure functions: safe on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trace::sanitize {

enum ByteClass : std::uint8_t {
  kDigit = 1,
  kLower = 2,
  kUpper = 4,
  kDash = 8,    // - _
  kSpace = 16,  // blank, tab, CR, LF
  kQuote = 32,  // " ' `
  kMark = 64,   // + / = . ~ : what encodings add to letters and digits
  kHex = 128,
};

constexpr std::array<std::uint8_t, 256> make_byte_classes() {
  std::array<std::uint8_t, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = kDigit | kHex;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = kLower;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = kUpper;
  for (const char c : {'a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'C', 'D', 'E', 'F'}) {
    table[static_cast<unsigned char>(c)] |= kHex;
  }
  for (const char c : {'-', '_'}) table[static_cast<unsigned char>(c)] = kDash;
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = kSpace;
  for (const char c : {'"', '\'', '`'}) table[static_cast<unsigned char>(c)] = kQuote;
  for (const char c : {'+', '/', '=', '.', '~'}) table[static_cast<unsigned char>(c)] = kMark;
  return table;
}

inline constexpr std::array<std::uint8_t, 256> kByteClasses = make_byte_classes();
inline constexpr std::uint8_t kLetter = kLower | kUpper;
inline constexpr std::uint8_t kAlnum = kDigit | kLetter;
inline constexpr std::uint8_t kToken = kAlnum | kDash;

constexpr bool is(char c, std::uint8_t classes) {
  return (kByteClasses[static_cast<unsigned char>(c)] & classes) != 0;
}
constexpr char lower(char c) { return is(c, kUpper) ? static_cast<char>(c | 0x20) : c; }

// Count the backslashes that stand directly before `at`.
std::size_t backslashes_before(std::string_view text, std::size_t at);

// Tell whether the quote at `at`, which has `n` backslashes before it, lies inside a string whose
// opening quote had `level` backslashes (0 in JSON, 1 in JSON within JSON, then 3, 7 …).
bool is_inner_quote(std::size_t n, std::size_t level);

// Tell whether the byte at `at` is the letter of an escape (`\n`, `\t`) and no part of a word.
constexpr bool is_escape_letter(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] != '\\') return false;
  const char c = text[at];
  return c == 'n' || c == 't' || c == 'r' || c == 'b' || c == 'f' || c == 'v';
}

// Compare without regard to the case of ASCII letters.
bool equal_folded(std::string_view a, std::string_view b);
bool starts_folded(std::string_view text, std::string_view prefix);
// Find a lower-case needle without regard to case; npos when absent.
std::size_t find_folded(std::string_view text, std::string_view needle);

// Measure the Shannon entropy of the bytes, in bits a byte.
double entropy(std::string_view value);

// Tell whether a value was drawn and not written: letters and digits mixed, or a long chain of
// consonants. Dates, versions, paths and names of models are not.
bool looks_random(std::string_view value, std::size_t min_length);

// Tell whether a value is a gap to fill in, code that fetches the value, or already masked.
bool is_placeholder(std::string_view value);

// Tell whether a value has the shape 8-4-4-4-12 of hexadecimal digits.
bool is_uuid(std::string_view value);

}  // namespace trace::sanitize
