// Private keys in text form: whole, cut off, with line numbers before each line, inside JSON
// strings.
#include "sanitize/bytes.h"
#include "sanitize/scan.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kLabelReach = 64;
constexpr std::string_view kDashes = "-----";

// The body of a key may hold base64, armour headers, line ends in any escaping, line numbers and
// the quotes of string literals that are joined with `+`.
bool is_body_byte(char c) {
  return is(c, kToken | kMark | kSpace) || c == '\\' || c == ':' || c == ',' || c == '|' ||
         c == '(' || c == ')' || static_cast<unsigned char>(c) >= 0x80;
}

struct Body {
  std::size_t end = 0;
  bool open = false;  // the text ends before the key does
};

// `" + "`: the place after the quotes of two string literals that are put together, or 0.
std::size_t after_joint(std::string_view text, std::size_t at) {
  std::size_t i = at + 1;
  while (i < text.size() && (is(text[i], kSpace | kQuote) || text[i] == '+')) ++i;
  if (text.substr(at, i - at).find('+') == std::string_view::npos) return 0;
  return i == text.size() || is(text[i], kAlnum | kDash) ? i : 0;
}

Body find_body(std::string_view text, std::size_t begin) {
  std::size_t i = begin;
  while (i < text.size()) {
    if (text[i] == '-' && text.substr(i).starts_with("-----END")) {
      const std::size_t tail = text.find(kDashes, i + 8);
      const bool whole = tail != std::string_view::npos && tail - i < kLabelReach;
      return {whole ? tail + kDashes.size() : i + 8, false};
    }
    if (text[i] == '"' || text[i] == '\'' || text[i] == '`') {
      const std::size_t after = after_joint(text, i);
      if (after == 0) break;
      i = after;
      continue;
    } else if (!is_body_byte(text[i])) {
      break;
    }
    ++i;
  }
  const bool open = i == text.size();
  while (i > begin && (is(text[i - 1], kSpace) || text[i - 1] == '\\')) --i;
  return {i, open};
}

bool is_private_label(std::string_view label) {
  return label.find("PRIVATE KEY") != std::string_view::npos ||
         label.find("SECRET KEY") != std::string_view::npos;
}

}  // namespace

void scan_key_block(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  const std::size_t begin = at >= 4 ? at - 4 : 0;
  if (!text.substr(begin).starts_with("-----BEGIN ")) return;
  const std::size_t label = begin + 11;
  const std::size_t dashes = text.find(kDashes, label);
  if (dashes == std::string_view::npos || dashes - label > kLabelReach) return;
  if (!is_private_label(text.substr(label, dashes - label))) return;
  const std::size_t body = dashes + kDashes.size();
  const Body found = find_body(text, body);
  if (found.open) scan.open = true;
  if (found.end - body < 16 ||
      text.substr(body, found.end - body).find("***") != std::string_view::npos) {
    return;
  }
  scan.add(CodeRule::key_block, begin, found.end, Fill::full, begin);
}

}  // namespace trace::sanitize
