// Values of keys: what a name such as `apiKey` announces, wherever the value stands.
#include "sanitize/bytes.h"
#include "sanitize/key_site.h"
#include "sanitize/providers.h"
#include "sanitize/scan.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kTypeWords[] = {
    "string", "str",      "number", "int",      "integer",  "bool",      "boolean", "object",
    "any",    "unknown",  "null",   "none",     "nil",      "undefined", "true",    "false",
    "void",   "bytes",    "text",   "required", "optional", "hidden",    "array",   "list",
    "dict",   "function", "const",  "let",      "var",      "char",      "byte",    "uuid",
    "float",  "double",   "i32",    "u32",      "default",  "auto",      "never",   "self",
    "this",   "new",      "yes",    "no",       "on",       "off",       "await",   "env",
    "basic",  "bearer",   "oauth",  "oauth2",   "header",   "query",     "symbol",  "varchar"};

bool is_type_word(std::string_view value) {
  return std::any_of(std::begin(kTypeWords), std::end(kTypeWords),
                     [&](std::string_view word) { return equal_folded(value, word); });
}

bool is_word(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return is(c, kLetter) || c == '_' || c == '$'; });
}

// settings.api_key, token.value, std::env::var: names joined by dots, arrows or colons.
bool is_path_of_names(std::string_view value) {
  bool joined = false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool joint =
        c == '.' || c == ':' || (c == '-' && i + 1 < value.size() && value[i + 1] == '>');
    joined = joined || (joint && i > 0);
    digits += is(c, kDigit);
    if (!joint && !is(c, kAlnum) && c != '_' && c != '>' && c != '?' && c != '!') return false;
  }
  return joined && digits * 4 < value.size() && is(value.front(), kLetter | kDash);
}

// Tell whether a value without quotes is code that computes the value.
bool is_code(std::string_view value) {
  if (value.find_first_of("([{") != std::string_view::npos) {
    return is(value.front(), kLetter | kDash) ||
           std::string_view("([{$&*!@").find(value.front()) != std::string_view::npos;
  }
  if (value.front() == '$' || value.front() == '@' || value.front() == '&' ||
      value.front() == '*') {
    return value.size() > 1 && (is(value[1], kLetter) || value[1] == '_') &&
           is_word(value.substr(1));
  }
  if (value.find("::") != std::string_view::npos) return true;
  return is_path_of_names(value);
}

bool is_upper_name(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return is(c, kLower); });
}

bool starts_line(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || text[at - 1] == '\n' || is_escape_letter(text, at - 1);
}

bool ends_line(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  if (at >= text.size() || text[at] == '\n') return true;
  if (text[at] == '"') return true;
  return text[at] == '\\' && at + 1 < text.size() &&
         std::string_view("nr\\").find(text[at + 1]) != std::string_view::npos;
}

// A value of letters only, without quotes: a password, or the name of a variable.
bool may_be_bare_word(const Scan& scan, const KeySite& site, const Value& value) {
  const std::string_view word = scan.text.substr(value.begin, value.end - value.begin);
  if (is_type_word(word) || is_secret_word(word)) return false;
  const std::string_view name = scan.text.substr(site.begin, site.end - site.begin);
  if (site.op == Operator::flag || site.op == Operator::element || name.front() == '-') return true;
  const char before = site.begin > 0 ? scan.text[site.begin - 1] : '\n';
  if (before == '?' || before == '&' || before == ';' || word.size() >= 32) return true;
  if (site.op == Operator::equals && !site.spaced) {
    if (is_upper_name(name)) return true;
  } else if (site.op == Operator::equals) {
    return word.find('_') != std::string_view::npos && starts_line(scan.text, site.begin) &&
           ends_line(scan.text, value.end) && find_folded(name, "pass") != std::string_view::npos;
  }
  return starts_line(scan.text, site.begin) && ends_line(scan.text, value.end) && word.size() >= 4;
}

bool is_prose_after_colon(const Scan& scan, const KeySite& site, const Value& value) {
  if (site.quoted || site.op != Operator::colon || !site.spaced) return false;
  return !ends_line(scan.text, value.end) &&
         is_word(scan.text.substr(value.begin, value.end - value.begin));
}

bool is_secret_bare(const Scan& scan, const KeySite& site, const Value& value) {
  const std::string_view word = scan.text.substr(value.begin, value.end - value.begin);
  if (word.size() < 2 || is_placeholder(word) || is_type_word(word)) return false;
  if (word.front() == '=' || word.front() == '>' || word.front() == '|') return false;
  if (site.op == Operator::is || site.op == Operator::pair) return false;
  const std::string_view name = scan.text.substr(site.begin, site.end - site.begin);
  if (is(name.back(), kLetter) && lower(name.back()) == 's' && !is_upper_name(name) &&
      !looks_random(word, 12)) {
    return false;  // a list of names, not a value
  }
  if (looks_random(word, 12)) return true;
  if (is_code(word) || is_prose_after_colon(scan, site, value)) return false;
  if (is_word(word)) return may_be_bare_word(scan, site, value);
  const bool assigned =
      site.op != Operator::colon || site.quoted || starts_line(scan.text, site.begin);
  return assigned || (!site.spaced && word.size() >= 6) || word.size() >= 8;
}

bool is_secret_text(std::string_view value) {
  if (value.empty() || is_placeholder(value)) return false;
  return !is_type_word(value) && value.find("${") == std::string_view::npos;
}

// {"type": "string", …}: a description of a value and not the value.
bool is_schema(std::string_view container) {
  const std::string_view head = container.substr(0, 400);
  const std::size_t type = head.find("\"type");
  if (type == std::string_view::npos) return false;
  const std::string_view rest = head.substr(type, 24);
  for (const auto word :
       {"string"sv, "object"sv, "number"sv, "integer"sv, "boolean"sv, "array"sv}) {
    if (rest.find(word) != std::string_view::npos) return true;
  }
  return false;
}

bool has_digit_or_both_cases(std::string_view value) {
  const auto any = [&](std::uint8_t kind) {
    return std::any_of(value.begin(), value.end(), [&](char c) { return is(c, kind); });
  };
  return any(kDigit) || (any(kLower) && any(kUpper));
}

bool is_query(const Scan& scan, const KeySite& site) {
  return site.begin > 0 && (scan.text[site.begin - 1] == '?' || scan.text[site.begin - 1] == '&');
}

// The value of `key`, `token`, `pass` alone: what names a service or stands in a query needs less.
bool is_weak_secret(const Scan& scan, const KeySite& site, std::string_view value) {
  if (is_placeholder(value)) return false;
  const bool one_word = value.find_first_of(" \t{}()<>") == std::string_view::npos;
  const std::string_view name = scan.text.substr(site.begin, site.end - site.begin);
  if (find_provider(name) != ProviderName::none && !is_harmless_name(name)) {
    if (one_word && value.size() >= 10 && has_digit_or_both_cases(value) && !is_code(value))
      return true;
  }
  if (is_query(scan, site) && one_word && value.size() >= 8 && has_digit_or_both_cases(value)) {
    return true;
  }
  return !is_uuid(value) && looks_random(value, 16) && entropy(value) >= 3.0;
}

Fill fill_of(CodeRule rule) {
  switch (rule) {
    case CodeRule::api_key:
    case CodeRule::token:
    case CodeRule::secret:
    case CodeRule::authorization:
    case CodeRule::bearer:
    case CodeRule::context:
    case CodeRule::field:
      return Fill::partial;
    default:
      return Fill::full;
  }
}

// The end of a header: its line, or the quote that the header stands in.
std::size_t header_end(const Scan& scan, std::size_t begin) {
  std::size_t i = begin;
  while (i < scan.text.size()) {
    const char c = scan.text[i];
    if (c == '\n' || c == '\r' || c == '"' || c == '\\') break;
    if (c == '\'' && i > begin) break;
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

void add_authorization(Scan& scan, const KeySite& site, std::size_t begin, std::size_t end) {
  const std::string_view value = scan.text.substr(begin, end - begin);
  const std::size_t skip = after_scheme(value);
  const std::string_view secret = value.substr(skip);
  if (is_placeholder(secret) || secret.size() < 4 || is_code(secret) || is_type_word(secret))
    return;
  const bool prose =
      secret.find(' ') != std::string_view::npos && secret.find('=') == std::string_view::npos;
  if (prose && !looks_random(secret.substr(0, secret.find(' ')), 12)) return;
  if (is_word(secret) && !site.quoted && secret.size() < 12) return;
  scan.add(CodeRule::authorization, begin + skip, end, Fill::partial, site.begin);
}

bool is_cookie_attribute(std::string_view name) {
  static constexpr std::string_view kNames[] = {"path",     "domain",   "expires", "max-age",
                                                "samesite", "priority", "version", "comment"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view known) { return equal_folded(known, name); });
}

// `a=1; b=2`: names and attributes stay.
void add_cookies(Scan& scan, const KeySite& site, std::size_t begin, std::size_t end) {
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
}

bool add_header(Scan& scan, KeyClass key, const KeySite& site, const Value& value) {
  if (key.rule != CodeRule::authorization && key.rule != CodeRule::cookie) return false;
  if (value.kind == ValueKind::scalar || value.kind == ValueKind::container) return false;
  const bool line = value.kind == ValueKind::bare && !site.quoted && site.op == Operator::colon;
  const std::size_t end = line ? header_end(scan, value.begin) : value.end;
  if (key.rule == CodeRule::cookie) {
    add_cookies(scan, site, value.begin, end);
  } else {
    add_authorization(scan, site, value.begin, end);
  }
  return true;
}

// A long number, or a list that begins with a random word.
bool is_weak_json_secret(std::string_view raw) {
  if (raw.size() >= 9 && is(raw.front(), kDigit)) return raw.find('.') == std::string_view::npos;
  if (raw.size() < 14 || raw.front() != '[') return false;
  const std::size_t begin = raw.find_first_not_of("[ \t\r\n\\\"");
  if (begin == std::string_view::npos) return false;
  return looks_random(raw.substr(begin, raw.find_first_of("\\\"", begin) - begin), 12);
}

void add_json_value(Scan& scan, KeyClass key, const KeySite& site, const Value& value) {
  const std::string_view raw = scan.text.substr(value.begin, value.end - value.begin);
  if (key.strength != KeyStrength::strong && !is_weak_json_secret(raw)) return;
  if (value.kind == ValueKind::container) {
    if (raw.size() <= 2 || is_schema(raw)) return;
    if (raw.front() == '[' && find_folded(raw, "{") == std::string_view::npos &&
        raw.find('"') == std::string_view::npos) {
      return;  // numbers only
    }
  }
  Span span{value.begin, value.end, scan.rules.id(key.rule), Fill::quoted, 0,
            value.level, site.begin};
  if (scan.depth > 0) return;  // brackets of the text around the encoded part
  const bool closed = value.kind == ValueKind::scalar || raw.back() == '}' || raw.back() == ']';
  scan.open = scan.open || (value.end == scan.text.size() && !closed);
  scan.add(span);
}

bool is_pair_secret(const Scan& scan, const KeySite& site, const Value& value) {
  if (site.op != Operator::pair) return true;
  std::size_t i = value.end;
  while (i < scan.text.size() && (is(scan.text[i], kQuote | kSpace) || scan.text[i] == '\\')) ++i;
  const char after = i < scan.text.size() ? scan.text[i] : '\0';
  std::size_t open = site.begin;
  while (open > 0 && (is(scan.text[open - 1], kQuote | kSpace) || scan.text[open - 1] == '\\'))
    --open;
  const char lead = open > 0 ? scan.text[open - 1] : '\0';
  return lead == '[' ? after == ']' : after == ')' || after == ',';
}

}  // namespace

// `…_tokens": 17` stands in every line of usage.
static bool is_counter(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 12);
  if (!rest.starts_with("tokens")) return false;
  std::size_t i = 6;
  while (i < rest.size() && rest[i] == '\\') ++i;
  if (i + 2 >= rest.size() || rest[i] != '"' || rest[i + 1] != ':') return false;
  i += rest[i + 2] == ' ' ? 3 : 2;
  return i < rest.size() && is(rest[i], kDigit);
}

// `login x password y` of a .netrc, `deepgram TOKEN y`: a word after a name, without any operator.
static void scan_name_alone(Scan& scan, std::size_t at) {
  scan.note_open_name(at);
  const std::string_view text = scan.text;
  std::size_t end = at;
  while (end < text.size() && is(text[end], kToken)) ++end;
  std::size_t begin = end;
  while (begin < text.size() && begin < end + 4 && text[begin] == ' ') ++begin;
  if (begin == end) return;
  std::size_t stop = begin;
  while (stop < text.size() && !is(text[stop], kSpace | kQuote) && text[stop] != '\\') ++stop;
  const std::string_view value = text.substr(begin, stop - begin);
  if (value.size() < 4 || is_placeholder(value)) return;
  const std::string_view before =
      text.substr(at > 128 ? at - 128 : 0, std::min<std::size_t>(at, 128));
  const bool netrc = starts_folded(text.substr(at), "password ") &&
                     before.find("login ") != std::string_view::npos &&
                     before.find("machine ") != std::string_view::npos;
  if (netrc) return scan.add(CodeRule::password, begin, stop, Fill::full, at);
  if (value.size() < 10 || !looks_random(value, 10)) return;
  std::size_t name = at;
  while (name > 0 && is(text[name - 1], kToken | kSpace) && at - name < 48) --name;
  if (!names_distinct_provider(text.substr(name, end - name))) return;
  scan.add(CodeRule::context, begin, stop, Fill::full, name);
}

void scan_key(Scan& scan, std::size_t at) {
  if (is_counter(scan.text, at)) return;
  const auto site = read_key_site(scan.text, at);
  if (!site) return scan_name_alone(scan, at);
  const std::string_view name = scan.text.substr(site->begin, site->end - site->begin);
  const KeyClass key = scan.rules.names.classify(name);
  if (key.strength == KeyStrength::none) return;
  if (scan.depth == 0) scan.last_name = at;
  const auto value = read_value(scan.text, *site, scan.is_json());
  if (!value) return scan.note_open_name(at);
  if (value->begin < scan.skip_until || !is_pair_secret(scan, *site, *value)) return;
  if (add_header(scan, key, *site, *value)) return;
  if (value->kind == ValueKind::scalar || value->kind == ValueKind::container) {
    return add_json_value(scan, key, *site, *value);
  }
  const std::string_view secret = scan.text.substr(value->begin, value->end - value->begin);
  const bool hit = key.strength == KeyStrength::weak ? is_weak_secret(scan, *site, secret)
                   : value->kind == ValueKind::text  ? is_secret_text(secret)
                                                     : is_secret_bare(scan, *site, *value);
  if (hit) return scan.add(key.rule, value->begin, value->end, fill_of(key.rule), site->begin);
  if (secret.size() > 512) scan.skip_until = std::max(scan.skip_until, value->end);
}

void scan_bearer(Scan& scan, std::size_t at) {
  const std::string_view rest = scan.text.substr(at);
  const std::size_t word = starts_folded(rest, "bearer") ? 6 : starts_folded(rest, "basic") ? 5 : 0;
  if (word == 0) return;
  if (scan.depth == 0) scan.last_name = at;
  if (rest.size() <= word + 8) return;
  std::size_t i = word;
  while (i < rest.size() && i < word + 3 && (rest[i] == ' ' || rest[i] == ':')) ++i;
  if (i == word) return;
  std::size_t end = i;
  while (end < rest.size() && is(rest[end], kToken | kMark)) ++end;
  if (!looks_random(rest.substr(i, end - i), word == 6 ? 12 : 10)) return;
  scan.add(CodeRule::bearer, at + i, at + end, Fill::partial, at);
}

}  // namespace trace::sanitize
