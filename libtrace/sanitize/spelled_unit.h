// The ways to spell one character in JSON, in a URL, or in both: which of them stands at a place.
// Pure functions: safe on any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace trace::sanitize {

// Write to `ends` where the character `unit` (its bytes) ends when one of its spellings begins at
// `at`, the longest first.
void spellings_at(std::string_view unit, std::string_view bytes, std::size_t at,
                  std::vector<std::size_t>& ends);

// Return the code point that well-formed bytes say, or 0.
char32_t code_point_of(std::string_view unit) noexcept;

}  // namespace trace::sanitize
