// Finds one known value in bytes, however it is spelled: as it is, with JSON escapes (escaped once
// or again), percent-encoded, in hex, in base64 wherever it begins; and overwrites it, byte for
// byte so that nothing else moves. Not for rules (sanitizer.h): what is sought is known. Immutable:
// safe on any thread.
#pragma once

#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

class SpelledValue {
 public:
  // Shorter values would be found everywhere.
  static constexpr std::size_t kShortest = 6, kLongest = 64 * 1024;

  // Prepare the search. bad_usage when the value is too short or too long.
  static base::Result<SpelledValue> of(std::string_view value);

  struct Match {
    std::size_t at = 0, size = 0;
    std::size_t spelling = 0;  // index of the pattern
  };
  // Return the first match that begins at `from` or later.
  std::optional<Match> find(std::string_view bytes, std::size_t from = 0) const;
  // Count the matches, one after the other.
  std::size_t count(std::string_view bytes) const;
  // Overwrite each match with as many bytes that say nothing; what is valid JSON stays valid JSON.
  // Returns the number of matches.
  std::size_t blank(std::string& bytes) const;
  // No match is longer.
  std::size_t longest_match() const noexcept { return longest_; }

 private:
  enum class Kind : std::uint8_t { text, base64, hex };
  struct Pattern {
    Kind kind = Kind::text;
    std::vector<std::string> units;  // code points, each in its bytes
  };

  void add(Kind kind, std::string_view text);
  void add_base64(std::string_view value);
  void begin_with(const std::string& unit, std::uint32_t pattern);
  struct Scratch;
  static std::size_t match(const Pattern& pattern, std::string_view bytes, std::size_t at,
                           Scratch& scratch);
  void overwrite(std::string& bytes, const Match& match) const;

  std::vector<Pattern> patterns_;
  std::array<std::uint32_t, 256> begins_{};  // patterns that may begin with a byte, a bit each
  std::size_t longest_ = 0;
};

}  // namespace trace::sanitize
