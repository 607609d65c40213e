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

std::uint32_t mix(const char* p, std::size_t size) {
  std::uint32_t bytes = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bytes |= static_cast<std::uint32_t>(static_cast<unsigned char>(p[i])) << (8 * i);
  }
  return bytes * 0x9E3779B1U;
}

std::uint32_t bloom_bit(const char* p) { return mix(p, 3) >> 18; }
std::uint32_t slot_of(const char* p) { return mix(p, 2) >> 24; }

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
  std::vector<std::uint16_t> order(rules.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint16_t>(i);
  std::stable_sort(order.begin(), order.end(), [&](std::uint16_t a, std::uint16_t b) {
    return rules[a].prefix.size() < rules[b].prefix.size();
  });
  next_.resize(rules.size());
  for (const std::uint16_t i : order) {  // the longest comes first in its slot
    std::uint16_t& first = first_[slot_of(rules[i].prefix.data())];
    next_[i] = first;
    first = static_cast<std::uint16_t>(i + 1);
    add_to_bloom(rules[i].prefix);
  }
}

void TokenTable::add_to_bloom(std::string_view prefix) {
  const auto set = [&](const char* p) {
    const std::uint32_t bit = bloom_bit(p);
    bloom_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  };
  if (prefix.size() > 2) return set(prefix.data());
  std::array<char, 3> three{prefix[0], prefix[1], 0};
  for (int c = 0; c < 128; ++c) {
    three[2] = static_cast<char>(c);
    if (is(three[2], kToken)) set(three.data());
  }
}

std::optional<TokenMatch> TokenTable::find(std::string_view text, std::size_t at) const {
  if (text.size() - at < 12) return std::nullopt;
  const char* p = text.data() + at;
  const std::uint32_t bit = bloom_bit(p);
  if ((bloom_[bit / 64] >> (bit % 64) & 1) == 0) return std::nullopt;
  const auto rules = token_rules();
  for (std::uint16_t i = first_[slot_of(p)]; i != 0; i = next_[i - 1U]) {
    const TokenRule& rule = rules[i - 1U];
    if (!text.substr(at).starts_with(rule.prefix)) continue;
    if (auto found = match(rule, text, at)) {
      found->rule = i - 1U;
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace trace::sanitize
