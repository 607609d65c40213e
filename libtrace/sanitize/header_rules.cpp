// Headers whose values have a form of their own: Authorization keeps its scheme, Cookie its names.
#include "sanitize/bytes.h"
#include "sanitize/scan.h"
#include "sanitize/secret_value.h"
#include "sanitize/site_text.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kHeaderReach = 512;

// The end of a header: its line, or the quote that the header stands in. A long one ends at a
// blank.
std::size_t header_end(const Scan& scan, std::size_t begin, std::size_t reach) {
  std::size_t i = begin;
  while (i < scan.text.size()) {
    const char c = scan.text[i];
    if (c == '\n' || c == '\r' || c == '"' || c == '\\') break;
    if ((c == '\'' && i > begin) || (c == ' ' && i - begin > reach)) break;
    ++i;
  }
  return i;
}

// `Bearer x`, `token x`: the scheme stays, what follows it goes.
std::size_t after_scheme(std::string_view value) {
  std::size_t i = 0;
  while (i < value.size() && (is(value[i], kLetter) || value[i] == '-' || is(value[i], kDigit)))
    ++i;
  if (i == 0 || i > 20 || i >= value.size() || value[i] != ' ') return 0;
  while (i < value.size() && value[i] == ' ') ++i;
  return i;
}

// Schemes whose credentials are a list: username="jo", response="…", Signature=…
bool takes_list(std::string_view value) {
  static constexpr std::string_view kSchemes[] = {"digest ",    "oauth ", "hawk ", "aws4-hmac",
                                                  "signature ", "mac ",   "aws "};
  return std::any_of(std::begin(kSchemes), std::end(kSchemes), [&](std::string_view scheme) {
    return starts_folded(value, scheme) && value.find('=') != std::string_view::npos;
  });
}

// The end of such a list: of its line, or of the JSON string that it stands in.
std::size_t list_end(Scan& scan, std::size_t begin) {
  const std::string_view text = scan.text;
  const bool json = scan.is_json();
  std::size_t i = begin;
  for (; i < text.size() && i - begin < 4096 && text[i] != '\n' && text[i] != '\r'; ++i) {
    if (text[i] == '\\' && after_line_end(text, i) != std::string_view::npos) break;
    if (json && text[i] == '"' && backslashes_before(text, i) % 2 == 0) break;
  }
  return i;
}

// `Authorization: Cookie: …`: another name stands where the value should.
bool is_name_again(std::string_view text, std::size_t i) {
  const std::size_t limit = std::min(text.size(), i + 32);
  while (i < limit && is(text[i], kToken)) ++i;
  return i + 1 < limit && text[i] == ':' && text[i + 1] == ' ';
}

void add_authorization(Scan& scan, const KeySite& site, std::size_t begin, std::size_t end) {
  const std::string_view value = scan.text.substr(begin, end - begin);
  const std::size_t skip = after_scheme(value);
  const std::string_view secret = value.substr(skip);
  const bool prose =
      secret.find(' ') != std::string_view::npos && secret.find('=') == std::string_view::npos;
  if (prose && !looks_random(secret.substr(0, secret.find(' ')), 12)) return;
  if (is_placeholder(secret) || secret.size() < 4 || is_code(secret) || is_type_word(secret))
    return;
  if (is_word(secret) && !site.quoted && secret.size() < 12) return;
  scan.add(CodeRule::authorization, begin + skip, end, Fill::partial, site.begin);
}

bool is_cookie_attribute(std::string_view name) {
  static constexpr std::string_view kNames[] = {"path",     "domain",   "expires", "max-age",
                                                "samesite", "priority", "version", "comment"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view known) { return equal_folded(known, name); });
}

// Cookies have no quotes or brackets in their names: what has is a text of another kind.
bool are_cookies(std::string_view value) {
  while (!value.empty()) {
    const std::string_view cookie = value.substr(0, value.find(';'));
    const std::string_view name = cookie.substr(0, cookie.find('='));
    if (name.find_first_of("\"\\{}[]") != std::string_view::npos) return false;
    value.remove_prefix(std::min(value.size(), cookie.size() + 1));
  }
  return true;
}

// `a=1; b=2`: names and attributes stay.
void add_cookies(Scan& scan, const KeySite& site, std::size_t begin, std::size_t end) {
  scan.cookies_until = end;
  const std::string_view all = scan.text.substr(begin, end - begin);
  if (!are_cookies(all)) {
    if (!is_placeholder(all)) scan.add(CodeRule::cookie, begin, end, Fill::full, site.begin);
    return;
  }
  const std::size_t skip_until = scan.skip_until;
  std::size_t i = begin;
  while (i < end) {
    while (i < end && (scan.text[i] == ' ' || scan.text[i] == ';')) ++i;
    const std::size_t stop = std::min(end, scan.text.find(';', i));
    const std::size_t equals = scan.text.find('=', i);
    if (equals < stop) {
      const std::string_view value = scan.text.substr(equals + 1, stop - equals - 1);
      if (!is_cookie_attribute(scan.text.substr(i, equals - i)) && !is_placeholder(value)) {
        scan.add(CodeRule::cookie, equals + 1, stop, Fill::full, site.begin);
      }
    } else if (i == begin && stop == end && looks_random(scan.text.substr(i, end - i), 12)) {
      scan.add(CodeRule::cookie, i, end, Fill::full, site.begin);
    }
    i = stop;
  }
  scan.skip_until = skip_until;  // what stands between the values is looked at, too
}

}  // namespace

bool add_header(Scan& scan, KeyClass key, const KeySite& site, const Value& value) {
  if (key.rule != CodeRule::authorization && key.rule != CodeRule::cookie) return false;
  if (value.kind == ValueKind::scalar || value.kind == ValueKind::container) return false;
  if (key.rule == CodeRule::cookie && value.begin < scan.cookies_until) return true;
  const std::size_t reach = key.rule == CodeRule::cookie ? scan.text.size() : kHeaderReach;
  const bool line = value.kind == ValueKind::bare && !site.quoted && site.op == Operator::colon;
  const bool list =
      line && key.rule == CodeRule::authorization && takes_list(scan.text.substr(value.begin, 512));
  if (line && is_name_again(scan.text, value.begin)) return true;
  const std::size_t end = list   ? list_end(scan, value.begin)
                          : line ? header_end(scan, value.begin, reach)
                                 : value.end;
  if (key.rule == CodeRule::cookie) {
    add_cookies(scan, site, value.begin, end);
  } else {
    add_authorization(scan, site, value.begin, end);
  }
  return true;
}

}  // namespace trace::sanitize
