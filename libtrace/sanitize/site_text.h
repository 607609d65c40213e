// Small steps over the text around a name: blanks, quotes with their backslashes, line ends as they
// are and as JSON writes them. Pure functions: safe on any thread.
#pragma once

#include "sanitize/bytes.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace trace::sanitize {

inline char at_or_nul(std::string_view text, std::size_t i) {
  return i < text.size() ? text[i] : '\0';
}

// Skip blanks; where lines do not end the context also line ends, plain and escaped.
inline std::size_t skip_blanks(std::string_view text, std::size_t i, bool lines) {
  const std::size_t limit = std::min(text.size(), i + (lines ? 256 : 16));
  while (i < limit) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || (lines && is(c, kSpace))) {
      ++i;
    } else if (lines && c == '\\') {
      std::size_t letter = i;
      while (at_or_nul(text, letter) == '\\') ++letter;
      if (!is_escape_letter(text, std::min(letter, text.size() - 1)) || letter >= limit) break;
      i = letter + 1;
    } else {
      break;
    }
  }
  return i;
}

// Find the place after the line end at `i`, over blanks before it; npos when no line ends there.
inline std::size_t after_line_end(std::string_view text, std::size_t i) {
  while (at_or_nul(text, i) == ' ' || at_or_nul(text, i) == '\t' || at_or_nul(text, i) == '\r') ++i;
  if (at_or_nul(text, i) == '\n') return i + 1;
  std::size_t letter = i;
  while (at_or_nul(text, letter) == '\\') ++letter;
  if (letter == i) return std::string_view::npos;
  if (at_or_nul(text, letter) == 'n') return letter + 1;
  return at_or_nul(text, letter) == 'r' ? after_line_end(text, letter + 1) : std::string_view::npos;
}

struct Quote {
  char mark = 0;
  std::size_t at = 0;     // of the quote itself
  std::size_t level = 0;  // backslashes before it
};

// Read an optional run of backslashes and a quote.
inline std::optional<Quote> quote_at(std::string_view text, std::size_t i) {
  std::size_t n = 0;
  while (at_or_nul(text, i + n) == '\\') ++n;
  const char c = at_or_nul(text, i + n);
  if (!is(c, kQuote)) return std::nullopt;
  return Quote{c, i + n, n};
}

}  // namespace trace::sanitize
