#include "sanitize/key_site.h"

#include "sanitize/apart_value.h"
#include "sanitize/bytes.h"
#include "sanitize/secret_value.h"
#include "sanitize/site_text.h"

#include <algorithm>
#include <bit>

namespace trace::sanitize {
namespace {

bool is_name_byte(char c) { return is(c, kToken) || c == '.'; }

std::size_t name_begin(std::string_view text, std::size_t at) {
  const std::size_t limit = at > kNameReach ? at - kNameReach : 0;
  std::size_t i = at;
  while (i > limit && is_name_byte(text[i - 1]) && !is_escape_letter(text, i - 1)) --i;
  // \u000aNAME: four digits of an escape are no part of the name
  if (i > 0 && text[i - 1] == '\\' && text[i] == 'u' && at >= i + 5) i += 5;
  while (i < at && text[i] == '.') ++i;
  return i;
}

std::size_t name_end(std::string_view text, std::size_t at) {
  const std::size_t limit = std::min(text.size(), at + kNameReach);
  std::size_t i = at;
  while (i < limit && is_name_byte(text[i])) ++i;
  while (i > at && (text[i - 1] == '.' || text[i - 1] == '-')) --i;
  return i;
}

bool opens_with(std::string_view text, std::size_t begin, const Quote& closing) {
  return begin > 0 && text[begin - 1] == closing.mark &&
         backslashes_before(text, begin - 1) == closing.level;
}

// A quoted name may hold blanks before its last word.
std::optional<std::size_t> quoted_begin(std::string_view text, std::size_t begin,
                                        const Quote& closing) {
  const std::size_t limit = begin > 40 ? begin - 40 : 0;
  std::size_t i = begin;
  while (i > limit && (is_name_byte(text[i - 1]) || text[i - 1] == ' ')) --i;
  if (opens_with(text, i, closing)) return i;
  return std::nullopt;
}

// Read `:`, `=`, `:=`, `::=`, `?=`, `=>`, `==` …: the place after it, or nothing.
std::optional<std::size_t> after_operator(std::string_view text, std::size_t i, Operator& op) {
  const std::size_t begin = i;
  while (at_or_nul(text, i) == ':' || at_or_nul(text, i) == '?') ++i;
  const std::string_view head = text.substr(begin, i - begin);
  if (at_or_nul(text, i) == '=') {
    op = Operator::equals;
    while (at_or_nul(text, i) == '=' || at_or_nul(text, i) == '>' || at_or_nul(text, i) == '~') ++i;
    return i;
  }
  if (head != ":") return std::nullopt;
  op = Operator::colon;
  return i;
}

// `name string = v`: the type stands between the name and the operator.
std::size_t skip_type(std::string_view text, std::size_t i) {
  for (const std::string_view type : {std::string_view("string"), std::string_view("String"),
                                      std::string_view("*string"), std::string_view("str")}) {
    if (!text.substr(i).starts_with(type)) continue;
    const std::size_t after = skip_blanks(text, i + type.size(), false);
    if (after > i + type.size() && at_or_nul(text, after) == '=') return after;
  }
  return i;
}

std::optional<KeySite> finish(std::string_view text, KeySite site, std::size_t from, bool lines) {
  site.value = skip_blanks(text, from, lines);
  constexpr std::string_view kConvert = "ConvertTo-SecureString ";  // of PowerShell
  if (starts_folded(text.substr(std::min(site.value, text.size())), kConvert))
    site.value = skip_blanks(text, site.value + kConvert.size(), false);
  site.spaced = site.spaced || site.value != from;
  if (site.value >= text.size()) return std::nullopt;
  return site;
}

// `"key", "v"`: the second of exactly two, or the value of a name/value object.
std::optional<KeySite> read_pair(std::string_view text, KeySite site, std::size_t comma) {
  const std::size_t open = site.begin - 1 - site.level;
  std::size_t before = open;
  while (before > 0 && is(text[before - 1], kSpace)) --before;
  const char lead = before > 0 ? text[before - 1] : '\0';
  std::size_t i = skip_blanks(text, comma + 1, true);
  const auto quote = quote_at(text, i);
  if (!quote || quote->level != site.level) return std::nullopt;
  if (lead == '[' || lead == '(' || text[site.begin] == '-') {  // ["cmd", "--token", "v"]
    site.op = Operator::pair;
    return finish(text, site, i, true);
  }
  if (lead != ':') return std::nullopt;
  std::size_t name = quote->at + 1;
  const std::size_t limit = std::min(text.size(), name + 32);
  while (name < limit && is_name_byte(text[name])) ++name;
  const auto closing = quote_at(text, name);
  if (!closing || name < 5 || !equal_folded(text.substr(name - 5, 5), "value")) return std::nullopt;
  i = skip_blanks(text, closing->at + 1, true);
  if (at_or_nul(text, i) != ':') return std::nullopt;
  site.op = Operator::named;
  return finish(text, site, i + 1, true);
}

// {"value": "v", "name": "key"}: the value stands before its name.
std::optional<KeySite> read_value_before(std::string_view text, KeySite site) {
  constexpr std::string_view kValue = "\"value\"";
  const std::size_t reach = std::min<std::size_t>(site.begin, 1024);
  const std::string_view before = text.substr(site.begin - reach, reach);
  const std::size_t found = before.rfind(kValue);
  if (found == std::string_view::npos) return std::nullopt;
  std::size_t i = skip_blanks(before, found + kValue.size(), true);
  if (at_or_nul(before, i) != ':') return std::nullopt;
  const std::size_t value = skip_blanks(before, i + 1, true);
  if (at_or_nul(before, value) != '"') return std::nullopt;
  i = value + 1;
  while (i < before.size() && (before[i] != '"' || backslashes_before(before, i) % 2 != 0)) ++i;
  i = skip_blanks(before, i + 1, true);
  if (at_or_nul(before, i) != ',') return std::nullopt;
  i = skip_blanks(before, i + 1, true);
  const std::string_view name = before.substr(std::min(i, before.size()));
  if (!name.starts_with("\"name\"") && !name.starts_with("\"key\"")) return std::nullopt;
  site.op = Operator::named;
  site.value = site.begin - reach + value;
  return site;
}

std::optional<KeySite> read_quoted(std::string_view text, KeySite site, const Quote& closing) {
  site.quoted = true;
  site.level = static_cast<std::uint8_t>(std::min<std::size_t>(closing.level, 255));
  if (auto apart = read_attribute(text, site, closing.at + 1)) return apart;
  std::size_t i = skip_blanks(text, closing.at + 1, true);
  if (at_or_nul(text, i) == ',') return read_pair(text, site, i);
  if (at_or_nul(text, i) == '}' && site.level == 0) return read_value_before(text, site);
  if (at_or_nul(text, i) == ']') i = skip_blanks(text, i + 1, false);
  const auto value = after_operator(text, i, site.op);
  if (!value) return std::nullopt;
  return finish(text, site, *value, true);
}

// `| name | v |` of a table, `name -> v`, `setName("v")`: said and not assigned.
std::optional<KeySite> read_stated(std::string_view text, KeySite site, std::size_t i) {
  if (at_or_nul(text, site.end) == '(' && quote_at(text, site.end + 1)) {
    site.op = Operator::call;
    return finish(text, site, site.end + 1, false);
  }
  if (!site.spaced) return std::nullopt;
  std::size_t before = site.begin;
  while (before > 0 && text[before - 1] == ' ') --before;
  site.op = Operator::is;
  if (at_or_nul(text, i) == '|' && before > 0 && text[before - 1] == '|')
    return finish(text, site, i + 1, false);
  if (text.substr(i).starts_with("-> ")) return finish(text, site, i + 3, false);
  return std::nullopt;
}

std::optional<KeySite> read_unquoted(std::string_view text, KeySite site) {
  std::size_t i = skip_blanks(text, site.end, false);
  site.spaced = i != site.end;
  if (at_or_nul(text, i) == '>' && site.begin > 0 && text[site.begin - 1] == '<') {
    site.op = Operator::element;
    return finish(text, site, i + 1, true);
  }
  if (auto item = read_item(text, site)) return item;
  if (auto element = read_element(text, site)) return element;
  if (auto stated = read_stated(text, site, i)) return stated;
  if (site.spaced) i = skip_type(text, i);
  if (const auto value = after_operator(text, i, site.op)) {
    const std::size_t type = skip_blanks(text, *value, false);
    const std::size_t assigned = site.op == Operator::colon ? skip_annotation(text, type) : type;
    return finish(text, site, assigned == type ? *value : assigned + 1, false);
  }
  if (!site.spaced) return std::nullopt;
  if (text[site.begin] == '-' && at_or_nul(text, i) != '-') {
    site.op = Operator::flag;
    return finish(text, site, i, false);
  }
  if (const auto quote = quote_at(text, i); quote && quote->at + 1 < text.size()) {
    site.op = Operator::word;
    return finish(text, site, i, false);
  }
  if (!starts_folded(text.substr(i), "is ")) return std::nullopt;
  site.op = Operator::is;
  return finish(text, site, i + 3, false);
}

Value quoted_value(std::string_view text, const Quote& open, bool json) {
  Value value{ValueKind::text, open.at + 1, text.size(), 0};
  value.level = static_cast<std::uint8_t>(std::min<std::size_t>(open.level, 255));
  for (std::size_t i = value.begin; i < text.size(); ++i) {
    const char c = text[i];
    if (c != open.mark && c != '"' && c != '\n') continue;
    const std::size_t n = std::min(backslashes_before(text, i), i - value.begin);
    const bool ends =
        c == open.mark ? !is_inner_quote(n, open.level) : (c == '\n' || (json && n % 2 == 0));
    if (!ends) continue;
    value.end = i - (c == '\n' ? 0 : n % std::bit_floor(open.level + 1));
    break;
  }
  return value;
}

std::optional<Value> json_value(std::string_view text, std::size_t begin, std::size_t level) {
  Value value{ValueKind::scalar, begin, begin, static_cast<std::uint8_t>(level)};
  const char c = text[begin];
  if (c == '{' || c == '[') {
    value.kind = ValueKind::container;
    if (!is_schema(text.substr(begin, 400))) value.end = begin + 1;
    return value;
  }
  std::size_t i = begin;
  while (i < text.size() &&
         (is(text[i], kAlnum) || text[i] == '-' || text[i] == '+' || text[i] == '.'))
    ++i;
  const std::string_view word = text.substr(begin, i - begin);
  const bool number = !word.empty() && (is(word[0], kDigit) || word[0] == '-') &&
                      word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  if (!number && word != "true" && word != "false" && word != "null") return std::nullopt;
  value.end = i;
  return value;
}

Value bare_value(std::string_view text, const KeySite& site) {
  Value value{ValueKind::bare, site.value, site.value, 0};
  const char before = site.begin > 0 ? text[site.begin - 1] : '\0';
  const bool query =
      before == '?' || before == '&' || (site.op == Operator::equals && !site.spaced);
  if (site.op == Operator::colon && !site.spaced && text[site.value] == '[') ++value.begin;
  std::size_t i = value.begin;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (is(c, kSpace | kQuote) || c == '\\' || c == '<' || c == '>') break;
    if (c == '&' && query) break;
    if (c == '#' && (before == '?' || before == '&')) break;
  }
  while (i > site.value && std::string_view(",;)]}").find(text[i - 1]) != std::string_view::npos)
    --i;
  value.end = i;
  return value;
}

}  // namespace

std::optional<KeySite> read_name(std::string_view text, std::size_t begin, std::size_t end) {
  KeySite site;
  site.begin = begin;
  site.end = end;
  const auto closing = quote_at(text, end);
  if (!closing) return read_unquoted(text, site);
  return opens_with(text, begin, *closing) ? read_quoted(text, site, *closing) : std::nullopt;
}

std::size_t container_end(std::string_view text, std::size_t i, std::size_t level) {
  std::size_t depth = 0;
  bool inside = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      const std::size_t n = backslashes_before(text, i);
      if (n % std::bit_floor(level + 1) != std::bit_floor(level + 1) - 1)
        return i - n % std::bit_floor(level + 1);
      if (!is_inner_quote(n, level)) inside = !inside;
    } else if (!inside && (c == '{' || c == '[')) {
      ++depth;
    } else if (!inside && (c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return text.size();
}

std::optional<KeySite> read_key_site(std::string_view text, std::size_t at) {
  KeySite site;
  site.begin = name_begin(text, at);
  site.end = name_end(text, at);
  if (site.begin >= site.end) return std::nullopt;
  const auto closing = quote_at(text, site.end);
  if (!closing) return read_unquoted(text, site);
  if (const auto begin = quoted_begin(text, site.begin, *closing)) {
    site.begin = *begin;
    auto found = read_quoted(text, site, *closing);
    return found ? found : read_item(text, site);
  }
  return std::nullopt;
}

std::optional<Value> read_value(std::string_view text, const KeySite& site, bool json) {
  if (site.value >= text.size()) return std::nullopt;
  if (const auto quote = quote_at(text, site.value)) {
    const bool bare_context = !site.quoted && quote->mark == '"' && json && quote->level == 0;
    const bool outer = site.quoted && quote->mark == '"' && quote->level < site.level;
    if (bare_context || outer) return std::nullopt;  // the quote ends the string that we are in
    Value value = quoted_value(text, *quote, json && quote->mark != '"');
    return value;
  }
  if (site.quoted && site.op != Operator::pair) {
    if (const auto value = json_value(text, site.value, site.level)) return value;
  }
  if (site.op == Operator::colon && !site.quoted &&
      (text[site.value] == '|' || text[site.value] == '>'))
    return read_block_scalar(text, site);
  const Value value = bare_value(text, site);
  if (value.begin == value.end) return std::nullopt;
  return value;
}

}  // namespace trace::sanitize
