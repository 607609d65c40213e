// Secrets that a neighbour gives away: the members of a JSON web key, the value of a cookie in a
// list of cookies, the session in a query, the key in a file of PuTTY.
#include "sanitize/bytes.h"
#include "sanitize/key_site.h"
#include "sanitize/scan.h"
#include "sanitize/site_text.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kObjectReach = 8192;

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The object without inner objects around `at`.
Range flat_object(std::string_view text, std::size_t at) {
  const std::size_t low = at > kObjectReach ? at - kObjectReach : 0;
  Range range{at, at};
  while (range.begin > low && text[range.begin - 1] != '{' && text[range.begin - 1] != '}')
    --range.begin;
  const std::size_t high = std::min(text.size(), at + kObjectReach);
  while (range.end < high && text[range.end] != '{' && text[range.end] != '}') ++range.end;
  return range;
}

void add_member(Scan& scan, Range object, std::string_view name, CodeRule rule) {
  const std::string_view text = scan.text.substr(0, object.end);
  for (std::size_t at = text.find(name, object.begin); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    if (at == object.begin || !is(text[at - 1], kQuote)) continue;
    const std::size_t end = at + name.size();
    if (!quote_at(text, end)) continue;
    const auto site = read_name(text, at, end);
    if (!site || site->op != Operator::colon) continue;
    const auto value = read_value(text, *site, scan.is_json());
    if (!value || value->kind != ValueKind::text || value->end - value->begin < 8) continue;
    if (is_placeholder(text.substr(value->begin, value->end - value->begin))) continue;
    scan.add(rule, value->begin, value->end, Fill::full, object.begin);
  }
}

}  // namespace

void scan_object(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if (at < scan.walks.objects) return;
  const bool web_key = starts_folded(text.substr(at), "kty");
  const std::size_t name = web_key || at < 3 ? at : at - 3;
  if (name == 0 || !is(text[name - 1], kQuote)) return;
  if (!web_key && !starts_folded(text.substr(name), "httponly")) return;
  const Range object = flat_object(text, name);
  scan.walks.objects = object.end;  // each object is read once
  if (!web_key) return add_member(scan, object, "value", CodeRule::cookie);
  for (const std::string_view part : {"d", "p", "q", "dp", "dq", "qi", "k"})
    add_member(scan, object, part, CodeRule::private_key);
}

// PHPSESSID=…, connect.sid=…
void scan_session(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  std::size_t begin = at;
  while (begin > 0 && at - begin < 16 && (is(text[begin - 1], kToken) || text[begin - 1] == '.') &&
         !is_escape_letter(text, begin - 1))
    --begin;
  const std::size_t equals = text.substr(0, std::min(text.size(), at + 16)).find('=', at);
  if (equals == std::string_view::npos) return;
  const std::string_view name = text.substr(begin, equals - begin);
  static constexpr std::string_view kNames[] = {"sid", "connect.sid", "phpsessid", "jsessionid"};
  if (std::none_of(std::begin(kNames), std::end(kNames),
                   [&](std::string_view known) { return equal_folded(known, name); }))
    return;
  std::size_t end = scan.walks.wide.end(text, equals + 1);
  for (int n = 0; n < 8 && at_or_nul(text, end) == '%'; ++n)
    end = scan.walks.wide.end(text, std::min(end + 1, text.size()));
  const std::string_view value = text.substr(equals + 1, end - equals - 1);
  if (value.size() < 16 || value.size() > 4096 || is_placeholder(value.substr(0, 64))) return;
  const std::string_view head = value.substr(0, std::min<std::size_t>(value.find('%'), 24));
  if (!looks_random(head, 16) && !looks_random(value.substr(value.find('%') + 3, 24), 16)) return;
  scan.add(CodeRule::cookie, equals + 1, end, Fill::full, begin);
}

namespace {

// The place after the tab at `i`, as it is or as JSON writes it; npos when there is none.
std::size_t after_tab(std::string_view text, std::size_t i) {
  if (at_or_nul(text, i) == '\t') return i + 1;
  std::size_t letter = i;
  while (at_or_nul(text, letter) == '\\') ++letter;
  return letter > i && at_or_nul(text, letter) == 't' ? letter + 1 : std::string_view::npos;
}

}  // namespace

// domain TAB TRUE TAB path TAB FALSE TAB expiry TAB name TAB value, as curl and browsers write them
void scan_cookie_line(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if (at == 0 || !is(text[at - 1], kAlnum)) return;
  std::size_t i = after_tab(text, at);
  for (int field = 0; field < 5 && i != std::string_view::npos; ++field) {
    const std::size_t limit = std::min(text.size(), i + 512);
    while (i < limit && text[i] != '\t' && text[i] != '\\' && text[i] != '\n') ++i;
    i = after_tab(text, i);
  }
  if (i == std::string_view::npos) return;
  std::size_t end = i;
  while (end < text.size() && end - i < 4096 && !is(text[end], kSpace | kQuote) &&
         text[end] != '\\')
    ++end;
  if (end - i < 8 || is_placeholder(text.substr(i, end - i))) return;
  scan.add(CodeRule::cookie, i, end, Fill::full, at);
}

// Private-Lines: 8, so many lines of base64, Private-MAC.
void scan_putty(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if (at < 7 || !text.substr(at - 7).starts_with("Private-Lines:")) return;
  std::size_t i = at + 7;
  while (is(at_or_nul(text, i), kDigit) || at_or_nul(text, i) == ' ') ++i;
  const std::size_t begin = after_line_end(text, i);
  if (begin == std::string_view::npos) {
    scan.open = scan.open || i == text.size();
    return;
  }
  std::size_t end = begin;
  std::size_t next = begin;
  while (next != std::string_view::npos) {
    std::size_t line = next;
    while (line < text.size() && (is(text[line], kAlnum | kMark))) ++line;
    if (line == next || at_or_nul(text, line) == '-' || at_or_nul(text, line) == ':') break;
    end = line;
    next = after_line_end(text, line);
  }
  if (next == text.size() || end == text.size() || next == std::string_view::npos) {
    scan.open = scan.open || end == text.size() || next == text.size();
  }
  if (end - begin >= 16) scan.add(CodeRule::key_block, begin, end, Fill::full, begin);
}

namespace {

// Password, key and access code in the scripts of the world.
constexpr std::string_view kForeign[] = {"密码",     "口令",     "密钥",   "秘钥",     "パスワード",
                                         "비밀번호", "пароль",   "Пароль", "ntraseña", "hasło",
                                         "Hasło",    "lösenord", "şifre"};

}  // namespace

void scan_foreign(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  for (const std::string_view word : kForeign) {
    if (!text.substr(at).starts_with(word)) continue;
    std::size_t begin = at;
    while (begin > 0 && at - begin < 48 &&
           (is(text[begin - 1], kToken) || static_cast<unsigned char>(text[begin - 1]) >= 0x80) &&
           !is_escape_letter(text, begin - 1))
      --begin;
    const std::size_t end = at + word.size();
    constexpr std::string_view kWideColon = "\xEF\xBC\x9A";
    auto site = read_name(text, begin, end);
    if (!site && text.substr(end).starts_with(kWideColon)) {
      site.emplace();
      site->begin = begin;
      site->end = end;
      site->value = skip_blanks(text, end + kWideColon.size(), false);
    }
    if (!site) return scan.note_open_name(at);
    if (static_cast<unsigned char>(text[site->value]) >= 0x80) return;  // it goes on as prose does
    return scan_site(scan, at, *site, "password");
  }
}

}  // namespace trace::sanitize
