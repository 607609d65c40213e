#include "sanitize/stems.h"

#include "sanitize/bytes.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

struct BuiltIn {
  std::string_view text;
  StemKind kind;
  unsigned bucket;
};

// Stems whose bytes lie close to each other at the same places share a bucket: the filter cannot
// tell them from their mixtures.
constexpr BuiltIn kBuiltIn[] = {
    {"pass", StemKind::key_word, 0},  {"basi", StemKind::bearer, 0},
    {"secr", StemKind::key_word, 3},  {"cred", StemKind::key_word, 3},
    {"cook", StemKind::key_word, 4},  {"conn", StemKind::key_word, 4},
    {"bear", StemKind::bearer, 4},    {"curl", StemKind::curl, 4},
    {"toke", StemKind::key_word, 5},  {"auth", StemKind::key_word, 5},
    {"keys", StemKind::key_word, 1},  {"://", StemKind::url, 6},
    {"sig=", StemKind::url_param, 6}, {"ure=", StemKind::url_param, 6},
    {"-beg", StemKind::key_block, 2}, {"\\u00", StemKind::escape, 2},
    {"&quo", StemKind::entity, 7},    {"&amp", StemKind::entity, 7},
    {"&#", StemKind::entity, 7},
};

// Short words count only at the end of a name, before one of these.
constexpr BuiltIn kShort[] = {
    {"pwd", StemKind::key_word, 0},   {"pin", StemKind::short_word, 0},
    {"key", StemKind::key_word, 1},   {"jwt", StemKind::key_word, 1},
    {"sas", StemKind::short_word, 3}, {"otp", StemKind::short_word, 3},
    {"cvv", StemKind::short_word, 3}, {"dsn", StemKind::short_word, 3},
};
constexpr std::string_view kAfterShort = "\"'`=: \\_-]>)123\n\t\r";

constexpr std::string_view kPercentHigh = "234567";
constexpr std::string_view kPercentLow = "0123456789abcdef";

// The first three bytes without case, mixed into a slot.
std::uint8_t slot_of(const char* p) {
  const auto byte = [&](int i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(p[i]) | 0x20U);
  };
  const std::uint32_t mixed = byte(0) | byte(1) << 8 | byte(2) << 16;
  return static_cast<std::uint8_t>(mixed * 0x9E3779B1U >> 24);
}

}  // namespace

void StemTable::add(std::string_view stem, StemKind kind, unsigned bucket) {
  const std::string_view head = stem.substr(0, LiteralFilter::kPrint);
  filter_.add(head, bucket);
  if (head.size() < 3) return;
  Entry entry{{}, static_cast<std::uint8_t>(head.size()), kind};
  std::transform(head.begin(), head.end(), entry.text.begin(), lower);
  std::uint16_t& first = first_[slot_of(entry.text.data())];
  next_.push_back(first);
  entries_.push_back(entry);
  first = static_cast<std::uint16_t>(entries_.size());
}

StemTable::StemTable() {
  for (const BuiltIn& stem : kBuiltIn) add(stem.text, stem.kind, stem.bucket);
  for (const BuiltIn& stem : kShort) {
    for (const char after : kAfterShort)
      add(std::string(stem.text) + after, stem.kind, stem.bucket);
  }
  for (const char high : kPercentHigh) {
    for (const char low : kPercentLow) filter_.add(std::string{'%', high, low}, 7);
  }
}

void StemTable::add_custom(std::string_view stem) { add(stem, StemKind::custom_key, 6); }

StemKind StemTable::at(std::string_view text, std::size_t at) const {
  const char* p = text.data() + at;
  if (text.size() - at < 3) return StemKind::none;
  if (*p == '%') return is(p[1], kHex) && is(p[2], kHex) ? StemKind::percent : StemKind::none;
  if (*p == '&' && p[1] == '#') return StemKind::entity;
  for (std::uint16_t i = first_[slot_of(p)]; i != 0; i = next_[i - 1U]) {
    const Entry& entry = entries_[i - 1U];
    if (text.size() - at < entry.size) continue;
    if (equal_folded({entry.text.data(), entry.size}, {p, entry.size})) return entry.kind;
  }
  return StemKind::none;
}

}  // namespace trace::sanitize
