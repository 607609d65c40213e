#include "sanitize/bytes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace trace::sanitize {
namespace {

bool is_vowel(char c) { return std::string_view("aeiouyAEIOUY").find(c) != std::string_view::npos; }

struct Segment {
  std::size_t size = 0;
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t consonants = 0;  // longest chain of one case
};

void count(Segment& s, char c, char previous, std::size_t& chain) {
  ++s.size;
  s.digits += is(c, kDigit);
  s.letters += is(c, kLetter);
  const bool same_case = is(c, kUpper) == is(previous, kUpper);
  chain = is(c, kLetter) && !is_vowel(c) ? (same_case ? chain + 1 : 1) : 0;
  s.consonants = std::max(s.consonants, chain);
}

// How many bytes of a segment speak for chance.
std::size_t random_bytes_of(const Segment& s) {
  if (s.digits >= 2 && s.letters >= 2 && s.size >= 7) return s.size;
  if (s.digits >= 20 && s.letters == 0) return s.size;
  if (s.letters >= 14 && s.consonants >= 6) return s.size;
  return s.size >= 4 && s.digits >= 1 && s.letters >= 1 ? s.size : 0;
}

bool is_wrapped(std::string_view v, std::string_view open, std::string_view close) {
  return v.starts_with(open) && v.find(close, open.size()) != std::string_view::npos;
}

bool is_one_byte_repeated(std::string_view v) {
  return v.size() >= 3 && v.find_first_not_of(v.front()) == std::string_view::npos &&
         std::string_view("xX*.-#_?0").find(v.front()) != std::string_view::npos;
}

bool is_hash_word(std::string_view v) {
  return v.size() == 18 && v.starts_with("h:") &&
         std::all_of(v.begin() + 2, v.end(), [](char c) { return is(c, kHex); });
}

}  // namespace

std::size_t backslashes_before(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (n < at && text[at - 1 - n] == '\\') ++n;
  return n;
}

bool is_inner_quote(std::size_t n, std::size_t level) {
  const std::size_t unit = std::bit_floor(level + 1) * 2;
  return n % unit == unit - 1;
}

bool equal_folded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool starts_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_folded(text.substr(0, prefix.size()), prefix);
}

std::size_t find_folded(std::string_view text, std::string_view needle) {
  const auto it = std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                              [](char x, char y) { return lower(x) == y; });
  return it == text.end() ? std::string_view::npos : static_cast<std::size_t>(it - text.begin());
}

double entropy(std::string_view value) {
  if (value.empty()) return 0;
  std::array<std::uint32_t, 256> seen{};
  for (const char c : value) ++seen[static_cast<unsigned char>(c)];
  double sum = 0;  // of n log2(n)
  for (const char c : value) {
    const std::uint32_t n = std::exchange(seen[static_cast<unsigned char>(c)], 0);
    if (n > 1) sum += n * std::log2(n);
  }
  const auto size = static_cast<double>(value.size());
  return std::log2(size) - sum / size;
}

bool looks_random(std::string_view value, std::size_t min_length) {
  if (value.size() < min_length || value.size() > 4096) return false;
  Segment segment;
  std::size_t chain = 0;
  std::size_t random = 0;
  char previous = 0;
  for (const char c : value) {
    if (is(c, kAlnum)) {
      count(segment, c, previous, chain);
    } else {
      if (!is(c, kDash | kMark)) return false;
      random += random_bytes_of(segment);
      segment = {};
      chain = 0;
    }
    previous = c;
  }
  random += random_bytes_of(segment);
  return random >= 10 && random * 2 >= value.size();
}

bool is_uuid(std::string_view v) {
  if (v.size() != 36) return false;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? v[i] != '-' : !is(v[i], kHex)) return false;
  }
  return true;
}

bool is_placeholder(std::string_view v) {
  if (v.empty() || is_one_byte_repeated(v) || is_hash_word(v)) return true;
  if (v.find("***") != std::string_view::npos || v.starts_with("[REDACTED")) return true;
  if (v.starts_with("**")) return true;
  if (is_wrapped(v, "${", "}") || is_wrapped(v, "{{", "}}") || is_wrapped(v, "<", ">")) return true;
  if (is_wrapped(v, "$(", ")") || is_wrapped(v, "%(", ")") || is_wrapped(v, "#{", "}")) return true;
  if (v.front() == '$' && v.size() > 1 && (is(v[1], kUpper) || v[1] == '_')) {
    return std::all_of(v.begin() + 1, v.end(), [](char c) { return is(c, kAlnum | kDash); });
  }
  if (v.starts_with("process.env") || v.starts_with("os.environ") || v.starts_with("os.getenv")) {
    return true;
  }
  if (v.size() <= 16 && (v.ends_with("...") || v.ends_with("\xE2\x80\xA6"))) return true;
  if (v.starts_with("...") || v == "\xE2\x80\xA6") return true;
  return starts_folded(v, "your-") || starts_folded(v, "your_") || starts_folded(v, "<your");
}

}  // namespace trace::sanitize
