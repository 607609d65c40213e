// Tokens that tell their vendor by their first letters: prefix, alphabet, length. A table and not
// regular expressions, so that it costs nothing at start and nanoseconds at a hit.
// Immutable: safe on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace trace::sanitize {

enum class Alphabet : std::uint8_t {
  alnum,   // letters and digits
  token,   // and - _
  dotted,  // and - _ . (parts of a token)
  wide,    // and - _ = . + / : base64, JWT
  hex,
  upper,  // upper case and digits
  digits_dash,
};

struct TokenRule {
  std::string_view id;
  std::string_view prefix;
  Alphabet alphabet = Alphabet::token;
  std::uint16_t min = 16;   // bytes after the prefix
  std::uint16_t max = 512;  // at most; more is something else
  bool random = false;      // the rest must look random: the prefix is a common word
};

std::span<const TokenRule> token_rules();

struct TokenMatch {
  std::size_t rule = 0;  // index into token_rules()
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t prefix = 0;  // bytes that may be shown
};

// Finds the token that begins at a place. Built once; find() is a hash look-up at most places.
class TokenTable {
 public:
  TokenTable();
  std::optional<TokenMatch> find(std::string_view text, std::size_t at) const;

 private:
  void add_to_bloom(std::string_view prefix);

  std::array<std::uint64_t, 256> bloom_{};  // over the first three bytes
  std::array<std::uint16_t, 256> first_{};  // slot of the first two bytes -> 1 + first rule in it
  std::vector<std::uint16_t> next_;         // rule -> 1 + next rule in its slot, shorter prefix
};

}  // namespace trace::sanitize
