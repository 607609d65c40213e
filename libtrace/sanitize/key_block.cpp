// Private keys in text form: whole, cut off, with line numbers before each line, inside JSON
// strings.
#include "sanitize/bytes.h"
#include "sanitize/scan.h"
#include "sanitize/site_text.h"

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

namespace {

std::size_t before_line_end(std::string_view text, std::size_t i) {
  while (i > 0 && (is(text[i - 1], kSpace) || is_escape_letter(text, i - 1) || text[i - 1] == '\\'))
    --i;
  return i;
}

// The place where the line before `at` begins, over its end; `at` when it is no line of a key: 40
// bytes of base64 or more, after a line number perhaps. Line ends may be `\n` of JSON.
std::size_t key_line_before(std::string_view text, std::size_t at) {
  std::size_t i = at;
  while (i > 0 && (is(text[i - 1], kSpace) || is_escape_letter(text, i - 1) ||
                   text[i - 1] == '\\' || is(text[i - 1], kDigit) || text[i - 1] == '|' ||
                   static_cast<unsigned char>(text[i - 1]) >= 0x80)) {
    --i;  // also the number of the line that follows
  }
  const std::size_t end = i;
  while (i > 0 && is(text[i - 1], kAlnum | kMark) && text[i - 1] != '.' && text[i - 1] != '~') --i;
  while (i < end && is_escape_letter(text, i)) ++i;
  return end - i >= 40 ? i : at;
}

}  // namespace

// The end of a key whose beginning is not there.
void scan_key_end(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  const std::size_t dash = at >= 4 ? at - 4 : 0;
  if (dash < scan.skip_until || !text.substr(dash).starts_with("-----END ")) return;
  const std::size_t label = dash + 9;
  const std::size_t dashes = text.find(kDashes, label);
  if (dashes == std::string_view::npos || dashes - label > kLabelReach) return;
  if (!is_private_label(text.substr(label, dashes - label))) return;

  std::size_t line = key_line_before(text, dash);
  if (line == dash) {
    std::size_t i = before_line_end(text, dash);
    while (i > 0 && dash - i < 80 && is(text[i - 1], kAlnum | kMark)) --i;
    while (i < dash && is_escape_letter(text, i)) ++i;
    line = key_line_before(text, i);
    if (line == i) return;
  }
  for (std::size_t before = line; dash - before < (64U << 10U); before = line) {
    line = key_line_before(text, before);
    if (line == before) break;
  }
  scan.add(CodeRule::key_block, line, dashes + kDashes.size(), Fill::full, line);
}

namespace {

// How the keys of RSA, PKCS #8, EC, Ed25519 and OpenSSH begin in base64; certificates do not.
constexpr std::string_view kKeyHeads[] = {"IBAAKCAQEA",    "IBAAKCAgEA",      "IBADANBgkq",
                                          "MHcCAQEEI",     "MHQCAQEEI",       "MIGHAgEAMBM",
                                          "MC4CAQAwBQYDK", "b3BlbnNzaC1rZXkt"};

bool begins_key(std::string_view text) {
  return std::any_of(std::begin(kKeyHeads), std::end(kKeyHeads), [&](std::string_view head) {
    return text.substr(head.front() == 'I' ? 6 : 0).starts_with(head) &&
           (head.front() != 'I' || text.starts_with("MII"));
  });
}

}  // namespace

// The body of a key whose first line is lost; perhaps its last, too.
bool scan_key_body(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if ((text[at] != 'M' && text[at] != 'b') || !begins_key(text.substr(at, 24))) return false;
  std::size_t end = at;
  std::size_t next = at;
  while (next < text.size()) {
    std::size_t line = next;
    while (line < text.size() && is(text[line], kAlnum | kMark)) ++line;
    if (line - next < 4) break;
    end = line;
    next = after_line_end(text, line);
    while (next < text.size() && (text[next] == ' ' || text[next] == '\t')) ++next;
  }
  if (end - at < 40) return false;
  scan.open = scan.open || end == text.size() || next == text.size();
  scan.add(CodeRule::key_block, at, end, Fill::full, at);
  return true;
}

}  // namespace trace::sanitize
