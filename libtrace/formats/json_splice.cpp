#include "formats/json_splice.h"

#include "formats/json_text.h"
#include "json/document.h"

#include <cstdint>
#include <cstring>

namespace trace::formats {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighs = 0x8080808080808080U;

bool is_plain(char c) { return c >= 0x20 && c < 0x7F; }

// Eight bytes at once: all of them 0x20 to 0x7E. A byte of 0x80 or more fails by its high bit, one
// under 0x20 borrows into it, 0x7F overflows into it.
bool are_plain(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return ((word | (word - kOnes * 0x20U) | (word + kOnes)) & kHighs) == 0;
}

std::size_t plain_end(std::string_view s, std::size_t at) {
  while (at + 8 <= s.size() && are_plain(s.data() + at)) at += 8;
  while (at < s.size() && is_plain(s[at])) ++at;
  return at;
}

std::size_t special_end(std::string_view s, std::size_t at) {
  while (at < s.size() && !is_plain(s[at])) ++at;
  return at;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void splice_json(std::string& out, std::string_view json) {
  for (std::size_t at = 0; at < json.size();) {
    const std::size_t end = plain_end(json, at);
    out.append(json.substr(at, end - at));
    at = special_end(json, end);
    if (at > end) append_json_fragment(out, json.substr(end, at - end));
  }
}

std::string_view trim_blanks(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool looks_like_json(std::string_view text) {
  constexpr std::size_t kShortArray = 64;  // such as `[DONE]`
  if (text.empty()) return false;
  if (text.front() == '{' && text.back() == '}') return true;
  if (text.front() == '[' && text.back() == ']' && text.size() > kShortArray) return true;
  json::Document document;
  return static_cast<bool>(document.parse(text));
}

}  // namespace trace::formats
