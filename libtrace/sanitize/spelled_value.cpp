#include "sanitize/spelled_value.h"

#include "base/utf8.h"
#include "sanitize/spelled_unit.h"

#include <algorithm>
#include <utility>

namespace trace::sanitize {
namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kForUrls =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// The longest spelling of one byte: a backslash eight times, `u` and four digits.
constexpr std::size_t kLongestUnit = 16;

// The characters that depend on `value` alone when `before` unknown bytes stand before it.
std::string base64_core(std::string_view value, std::size_t before, std::string_view alphabet) {
  std::string padded(before, '\0');
  padded += value;
  std::string out;
  const std::size_t characters = padded.size() * 8 / 6;
  for (std::size_t i = 0; i < characters; ++i) {
    const std::size_t bit = i * 6, at = bit / 8;
    unsigned two = static_cast<unsigned char>(padded[at]) * 256U;
    if (at + 1 < padded.size()) two += static_cast<unsigned char>(padded[at + 1]);
    out += alphabet[two >> (10 - bit % 8) & 63U];
  }
  return out.substr((before * 8 + 5) / 6);
}

std::string hex_of(std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : value) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A line break inside base64, as it is or escaped.
std::size_t after_break(std::string_view bytes, std::size_t at) noexcept {
  for (const std::string_view end : {"\r\n", "\n", "\\r\\n", "\\n", "\\\\n"})
    if (bytes.substr(at, end.size()) == end) return at + end.size();
  return at;
}

}  // namespace

base::Result<SpelledValue> SpelledValue::of(std::string_view value) {
  if (value.size() < kShortest || value.size() > kLongest)
    return base::Error{base::Errc::bad_usage, "the value to remove must have " +
                                                  std::to_string(kShortest) + " to " +
                                                  std::to_string(kLongest) + " bytes"};
  SpelledValue out;
  out.add(Kind::text, value);
  out.add_base64(value);
  out.add(Kind::hex, hex_of(value));
  out.longest_ = value.size() * 2 * kLongestUnit;
  return out;
}

void SpelledValue::add(Kind kind, std::string_view text) {
  Pattern pattern{kind, {}};
  const bool has_characters = base::is_utf8(text);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 1;
    while (has_characters && at + size < text.size() && (text[at + size] & '\xC0') == '\x80')
      ++size;
    pattern.units.emplace_back(text.substr(at, size));
    at += size;
  }
  for (const auto& known : patterns_)
    if (known.units == pattern.units) return;
  begin_with(pattern.units.front(), static_cast<std::uint32_t>(patterns_.size()));
  patterns_.push_back(std::move(pattern));
}

void SpelledValue::add_base64(std::string_view value) {
  for (std::size_t before = 0; before < 3; ++before)
    for (const auto alphabet : {kStandard, kForUrls})
      add(Kind::base64, base64_core(value, before, alphabet));
}

void SpelledValue::begin_with(const std::string& unit, std::uint32_t pattern) {
  const auto mark = [&](char c) { begins_[static_cast<unsigned char>(c)] |= 1U << pattern; };
  mark(unit.front());
  if (is_letter(unit.front())) mark(static_cast<char>(unit.front() ^ 0x20));
  for (const char c : {'\\', '%'}) mark(c);
  if (unit == " ") mark('+');
}

// Memory that one search uses again and again.
struct SpelledValue::Scratch {
  std::vector<std::pair<std::size_t, std::size_t>> todo;  // unit, place
  std::vector<std::size_t> ends;
};

// The end of the match that begins at `at`, or 0. What may go on in several ways is tried in turn.
std::size_t SpelledValue::match(const Pattern& pattern, std::string_view bytes, std::size_t at,
                                Scratch& scratch) {
  auto& [todo, ends] = scratch;
  todo.assign(1, {0, at});
  while (!todo.empty()) {
    auto [unit, place] = todo.back();
    todo.pop_back();
    if (unit == pattern.units.size()) return place;
    if (unit > 0 && pattern.kind == Kind::base64) place = after_break(bytes, place);
    spellings_at(pattern.units[unit], bytes, place, ends);
    const char letter = pattern.units[unit].front();
    if (ends.empty() && pattern.kind == Kind::hex && place < bytes.size() && is_letter(letter) &&
        (bytes[place] | 0x20) == letter)
      ends.push_back(place + 1);
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) todo.emplace_back(unit + 1, *end);
  }
  return 0;
}

std::optional<SpelledValue::Match> SpelledValue::find(std::string_view bytes,
                                                      std::size_t from) const {
  Scratch scratch;
  for (std::size_t at = from; at < bytes.size(); ++at) {
    const std::uint32_t may = begins_[static_cast<unsigned char>(bytes[at])];
    if (may == 0) continue;
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      if ((may >> i & 1U) == 0) continue;
      const std::size_t end = match(patterns_[i], bytes, at, scratch);
      if (end != 0) return Match{at, end - at, i};
    }
  }
  return std::nullopt;
}

std::size_t SpelledValue::count(std::string_view bytes) const {
  std::size_t found = 0;
  for (auto at = find(bytes); at; at = find(bytes, at->at + at->size)) ++found;
  return found;
}

// A character that was escaped by what stands before the match stays escaped well.
void SpelledValue::overwrite(std::string& bytes, const Match& match) const {
  const Kind kind = patterns_[match.spelling].kind;
  const auto all = [&](auto is) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(match.at);
    return std::all_of(begin, begin + static_cast<std::ptrdiff_t>(match.size), is);
  };
  const bool is_number = all([](char c) { return c >= '0' && c <= '9'; });
  std::string_view fills = "*x";
  if (is_number) fills = "12";
  if (kind == Kind::base64) fills = "AB";
  if (kind == Kind::hex && !is_number) fills = "01";
  std::size_t before = 0;
  while (before < match.at && bytes[match.at - before - 1] == '\\') ++before;
  const bool is_escaped = before % 2 == 1 && bytes[match.at] != '\\';
  const std::string was = bytes.substr(match.at, match.size);
  for (const char fill : fills) {
    std::string now(match.size, fill);
    if (is_escaped) now[0] = was[0];
    if (is_escaped && was[0] == 'u') now.replace(1, 4, "0000");
    if (find(now)) continue;
    bytes.replace(match.at, match.size, now);
    return;
  }
}

std::size_t SpelledValue::blank(std::string& bytes) const {
  std::size_t found = 0;
  for (auto at = find(bytes); at; at = find(bytes, at->at + at->size)) {
    overwrite(bytes, *at);
    ++found;
  }
  return found;
}

}  // namespace trace::sanitize
