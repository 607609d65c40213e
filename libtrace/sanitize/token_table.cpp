#include "sanitize/token_table.h"

#include "sanitize/bytes.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

bool admits(Alphabet alphabet, char c) {
  switch (alphabet) {
    case Alphabet::alnum:
      return is(c, kAlnum);
    case Alphabet::token:
      return is(c, kToken);
    case Alphabet::dotted:
      return is(c, kToken) || c == '.';
    case Alphabet::wide:
      return is(c, kToken | kMark) && c != '~';
    case Alphabet::hex:
      return is(c, kHex);
    case Alphabet::upper:
      return is(c, kUpper | kDigit);
    case Alphabet::digits_dash:
      return is(c, kDigit | kDash);
  }
  return false;
}

// The first two bytes: every prefix has them.
std::uint32_t bloom_bit(const char* p) {
  const std::uint32_t pair = static_cast<unsigned char>(p[0]) |
                             static_cast<std::uint32_t>(static_cast<unsigned char>(p[1])) << 8;
  return pair * 0x9E3779B1U >> 20;
}

std::optional<TokenMatch> match(const TokenRule& rule, std::string_view text, std::size_t at) {
  const std::size_t from = at + rule.prefix.size();
  std::size_t end = from;
  const std::size_t limit = std::min(text.size(), from + rule.max + std::size_t{1});
  while (end < limit && admits(rule.alphabet, text[end])) ++end;
  while (end > from && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  const std::size_t length = end - from;
  if (length < rule.min || length > rule.max) return std::nullopt;
  if (end < text.size() && is(text[end], kAlnum)) return std::nullopt;
  if (text.substr(end).starts_with("***")) return std::nullopt;
  if (rule.random && !looks_random(text.substr(from, length), 12)) return std::nullopt;
  return TokenMatch{0, at, end, rule.prefix.size()};
}

}  // namespace

TokenTable::TokenTable() {
  const auto rules = token_rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    by_prefix_.push_back(static_cast<std::uint16_t>(i));
    const std::uint32_t bit = bloom_bit(rules[i].prefix.data());
    bloom_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  std::stable_sort(by_prefix_.begin(), by_prefix_.end(), [&](std::uint16_t a, std::uint16_t b) {
    const auto key = [&](std::uint16_t i) { return rules[i].prefix.substr(0, 2); };
    if (key(a) != key(b)) return key(a) < key(b);
    return rules[a].prefix.size() > rules[b].prefix.size();
  });
}

std::optional<TokenMatch> TokenTable::find(std::string_view text, std::size_t at) const {
  if (text.size() - at < 12) return std::nullopt;
  const std::uint32_t bit = bloom_bit(text.data() + at);
  if ((bloom_[bit / 64] >> (bit % 64) & 1) == 0) return std::nullopt;
  const auto rules = token_rules();
  const std::string_view head = text.substr(at, 2);
  auto it = std::lower_bound(
      by_prefix_.begin(), by_prefix_.end(), head,
      [&](std::uint16_t i, std::string_view key) { return rules[i].prefix.substr(0, 2) < key; });
  for (; it != by_prefix_.end() && rules[*it].prefix.starts_with(head); ++it) {
    if (!text.substr(at).starts_with(rules[*it].prefix)) continue;
    if (auto found = match(rules[*it], text, at)) {
      found->rule = *it;
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace trace::sanitize
