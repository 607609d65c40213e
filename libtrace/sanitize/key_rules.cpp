// Values of keys: what a name such as `apiKey` announces, wherever the value stands.
#include "sanitize/bytes.h"
#include "sanitize/key_site.h"
#include "sanitize/providers.h"
#include "sanitize/scan.h"
#include "sanitize/secret_value.h"

#include <algorithm>
#include <string>

namespace trace::sanitize {
namespace {

using namespace std::string_view_literals;

bool is_upper_name(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return is(c, kLower); });
}

bool starts_line(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || text[at - 1] == '\n' || text[at - 1] == '"' || is_escape_letter(text, at - 1);
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
  if (name == "_authToken") return true;  // .npmrc
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

// `!vault |`, `!Ref DbPassword`: a tag of YAML before what it is about.
bool is_tag(std::string_view word, std::string_view text, std::size_t end) {
  return word.size() > 2 && word.front() == '!' && is(word[1], kLetter) && end + 1 < text.size() &&
         text[end] == ' ' && !is(text[end + 1], kSpace);
}

bool is_secret_bare(const Scan& scan, const KeySite& site, const Value& value) {
  const std::string_view word = scan.text.substr(value.begin, value.end - value.begin);
  if (word.size() < 2 || is_placeholder(word) || is_type_word(word)) return false;
  if (word.front() == '=' || word.front() == '>' || word.front() == '|') return false;
  if (site.op == Operator::pair || is_tag(word, scan.text, value.end)) return false;
  const std::string_view name = scan.text.substr(site.begin, site.end - site.begin);
  if (is(name.back(), kLetter) && lower(name.back()) == 's' && !is_upper_name(name) &&
      lower(name[name.size() - 2]) != 's' && !looks_random(word, 12)) {
    return false;  // a list of names, not a value
  }
  if (looks_random(word, 12)) return true;
  if (is_code(word) || is_prose_after_colon(scan, site, value)) return false;
  if (is_word(word)) return may_be_bare_word(scan, site, value);
  const bool assigned =
      site.op != Operator::colon || site.quoted || starts_line(scan.text, site.begin);
  return assigned || (!site.spaced && word.size() >= 6) || word.size() >= 8;
}

bool is_secret_text(CodeRule rule, std::string_view value) {
  if (value.empty() || is_placeholder(value) || is_version(value)) return false;
  if (is_plain_word(rule, value)) return false;
  return !is_type_word(value) && value.find("${") == std::string_view::npos;
}

bool is_query(const Scan& scan, const KeySite& site) {
  return site.begin > 0 && (scan.text[site.begin - 1] == '?' || scan.text[site.begin - 1] == '&');
}

// `deepgram key = `: a vendor's name before the name, on the same line.
bool follows_vendor(const Scan& scan, const KeySite& site) {
  const std::size_t begin = site.begin > 40 ? site.begin - 40 : 0;
  const std::string_view before = scan.text.substr(begin, site.begin - begin);
  const std::size_t border = before.find_last_of("\"'\n,;{}");
  return names_distinct_provider(before.substr(border == std::string_view::npos ? 0 : border + 1));
}

// The value of `key`, `token`, `pass` alone: what names a service or stands in a query needs less.
bool is_weak_secret(const Scan& scan, KeyStrength key, const KeySite& site, const Value& place) {
  const std::string_view value = scan.text.substr(place.begin, place.end - place.begin);
  if (value.size() < 6) return false;
  if (is_placeholder(value) || (key == KeyStrength::faint && !is_mixed(value))) return false;
  const bool one_word = value.find_first_of(" \t{}()<>") == std::string_view::npos;
  const std::string_view name = scan.text.substr(site.begin, site.end - site.begin);
  if ((find_provider(name) != ProviderName::none && !is_harmless_name(name)) ||
      follows_vendor(scan, site)) {
    if (one_word && value.size() >= 10 && has_digit_or_both_cases(value) && !is_code(value))
      return true;
  }
  if (equal_folded(name, "pass") && place.kind == ValueKind::text && one_word &&
      value.size() >= 6 && has_digit_or_both_cases(value) && !is_version(value)) {
    return true;
  }
  if (is_query(scan, site) && one_word && value.size() >= 8 && has_digit_or_both_cases(value)) {
    return true;
  }
  if (equal_folded(name, "pass") && one_word && value.size() >= 8 && has_digit_and_letter(value) &&
      site.op != Operator::word && !is_code(value)) {
    return true;
  }
  if (is_uuid(value)) return equal_folded(name, "token");
  if (is_base64_of_bytes(value) || is_serial(value)) return true;
  if (equal_folded(name, "key") && value.find('/') != std::string_view::npos)
    return false;  // a path
  if (entropy(value) < 3.0) return false;
  return looks_random(value, 16) || (place.kind == ValueKind::text && is_drawn_word(value));
}

// setPassword("v"), .apiKey("v")
bool is_secret_argument(const Scan& scan, const KeySite& site, const Value& value) {
  std::size_t after = value.end;
  while (after < scan.text.size() && (scan.text[after] == '\\' || is(scan.text[after], kQuote)))
    ++after;
  if (after >= scan.text.size() || scan.text[after] != ')') return false;
  std::string_view name = scan.text.substr(site.begin, site.end - site.begin);
  const std::size_t dot = name.rfind('.');
  const bool member =
      dot != std::string_view::npos || (site.begin > 0 && scan.text[site.begin - 1] == '.');
  if (dot != std::string_view::npos) name.remove_prefix(dot + 1);
  const std::string_view secret = scan.text.substr(value.begin, value.end - value.begin);
  const bool sets = starts_folded(name, "set") || starts_folded(name, "with");
  return sets ? has_digit_or_both_cases(secret) : member && is_stated_secret(secret);
}

// arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db
bool is_resource_name(const Scan& scan, const KeySite& site) {
  if (site.op != Operator::colon || site.begin == 0 || scan.text[site.begin - 1] != ':')
    return false;
  const std::size_t reach = std::min<std::size_t>(site.begin, 80);
  return scan.text.substr(site.begin - reach, reach).find("arn:") != std::string_view::npos;
}

// The end of the twelve words and more that a wallet is restored from; 0 when it is no such name.
std::size_t phrase_end(std::string_view text, std::string_view name, const Value& value) {
  const std::string folded =
      folded_name(name.substr(name.size() - std::min<std::size_t>(name.size(), 16)));
  const std::string_view end_of_name = folded;
  if (!end_of_name.ends_with("mnemonic") && !end_of_name.ends_with("phrase")) return 0;
  if (value.kind != ValueKind::bare) return 0;
  std::size_t words = 1;
  std::size_t i = value.begin;
  while (i < text.size() && (is(text[i], kLower) || (text[i] == ' ' && i > value.begin))) {
    words += text[i] == ' ' && i + 1 < text.size() && is(text[i + 1], kLower);
    ++i;
  }
  while (i > value.begin && text[i - 1] == ' ') --i;
  return words >= 12 ? i : 0;
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

constexpr std::size_t kListFront = 512;  // bytes of a list that tell what it is

// A long number, or a list that begins with a random word.
bool is_weak_json_secret(std::string_view raw) {
  if (raw.size() >= 9 && is(raw.front(), kDigit)) return raw.find('.') == std::string_view::npos;
  if (raw.size() < 14 || raw.front() != '[') return false;
  const std::size_t begin = raw.find_first_not_of("[ \t\r\n\\\"");
  if (begin == std::string_view::npos) return false;
  return looks_random(raw.substr(begin, raw.find_first_of("\\\"", begin) - begin), 12);
}

void add_json_value(Scan& scan, KeyClass key, const KeySite& site, Value value) {
  const bool container = value.kind == ValueKind::container;
  if (!container && scan.text[site.end - 1] == 's' && scan.text[site.end - 2] != 's')
    return;  // how many
  if (key.strength == KeyStrength::faint || value.begin == value.end) return;
  const std::size_t front = container ? kListFront : value.end - value.begin;
  if (key.strength == KeyStrength::weak &&
      !is_weak_json_secret(scan.text.substr(value.begin, front))) {
    return;
  }
  if (container) value.end = container_end(scan.text, value.begin, value.level);
  const std::string_view raw = scan.text.substr(value.begin, value.end - value.begin);
  const bool empty = std::none_of(raw.begin(), raw.end(), [](char c) { return is(c, kAlnum); });
  if (empty || raw == "true" || raw == "false" || raw == "null")
    return;  // only whether there is one
  Span span{value.begin, value.end, scan.rules.id(key.rule), Fill::quoted, 0,
            value.level, site.begin};
  if (scan.depth > 0) return;  // brackets of the text around the encoded part
  const bool closed = value.kind == ValueKind::scalar || raw.back() == '}' || raw.back() == ']';
  scan.open = scan.open || (value.end == scan.text.size() && !closed);
  scan.add(span);
}

bool is_pair_secret(const Scan& scan, const KeySite& site, const Value& value) {
  if (site.op != Operator::pair || scan.text[site.begin] == '-') return true;
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
  while (end < text.size() && end < at + 64 && is(text[end], kToken)) ++end;
  std::size_t begin = end;
  while (begin < text.size() && begin < end + 4 && text[begin] == ' ') ++begin;
  if (begin == end) return;
  std::size_t stop = begin;
  while (stop < text.size() && stop < begin + 512 && !is(text[stop], kSpace | kQuote) &&
         text[stop] != '\\') {
    ++stop;
  }
  const std::string_view value = text.substr(begin, stop - begin);
  if (value.size() < 4 || is_placeholder(value)) return;
  const std::string_view before =
      text.substr(at > 128 ? at - 128 : 0, std::min<std::size_t>(at, 128));
  const bool netrc = starts_folded(text.substr(at), "password ") &&
                     (before.find("login ") != std::string_view::npos ||
                      (starts_line(text, at) && ends_line(text, stop) &&
                       value.find_first_of("0123456789!@#$%^&*") != std::string_view::npos));
  if (netrc) return scan.add(CodeRule::password, begin, stop, Fill::full, at);
  std::size_t front = at;
  while (front > 0 && at - front < 48 && is(text[front - 1], kToken)) --front;
  const KeyClass key = scan.rules.names.classify(text.substr(front, end - front));
  // `set aws_secret_access_key x`, `ENV API_TOKEN x`: names as nobody writes them in prose
  if (key.strength == KeyStrength::strong &&
      (is_mixed_with_slashes(value) || is_drawn_word(value)) &&
      text.substr(front, end - front).find('_') != std::string_view::npos) {
    return scan.add(key.rule, begin, stop, Fill::full, at);
  }
  if (value.size() < 10 || !looks_random(value, 10)) return;
  std::size_t name = at;
  while (name > 0 && is(text[name - 1], kToken | kSpace) && at - name < 48) --name;
  if (!names_distinct_provider(text.substr(name, end - name))) return;
  scan.add(CodeRule::context, begin, stop, Fill::full, name);
}

// `the token is read`: a word between blanks, before a short word without digits. Most hits of a
// stem are such; a name with an operator, a flag or a long value is none.
static bool is_running_text(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] != ' ') return false;
  std::size_t i = at;
  while (i < text.size() && is(text[i], kLower)) ++i;
  if (i + 12 > text.size() || text[i] != ' ' || i == at) return false;
  const std::size_t next = ++i;
  while (i < text.size() && i < next + 9 && is(text[i], kLower)) ++i;
  if (text[i] != ' ' || i == next || text.substr(next, 3) == "is ") return false;
  if (text.substr(next, 3) == "str") return false;  // `token string = …`
  if (at >= 2 && is(text[at - 2], kQuote)) return false;
  // `login x password y` of a .netrc
  if (text[at] != 'p') return true;
  const std::size_t reach = std::min<std::size_t>(at, 128);
  return text.substr(at - reach, reach).find("login ") == std::string_view::npos;
}

void scan_key(Scan& scan, std::size_t at) {
  if (at < scan.names_until || is_counter(scan.text, at)) return;
  if (at < scan.cookies_until && starts_folded(scan.text.substr(at), "cookie")) return;
  if (is_running_text(scan.text, at)) return scan.note_open_name(at);
  if (scan.walks.name.end(scan.text, at) > at + kNameReach) return;  // no name is so long
  const auto site = read_key_site(scan.text, at);
  if (!site) return scan_name_alone(scan, at);
  scan_site(scan, at, *site, scan.text.substr(site->begin, site->end - site->begin));
}

// Tell whether the site is one of the user's paths.
static bool is_on_path(Scan& scan, const KeySite& site, std::string_view name) {
  if (!site.quoted) return scan.rules.paths.match(steps_of(name));
  return scan.depth == 0 && site.level == 0 && scan.keys.reach(scan.text, site.value) &&
         scan.rules.paths.match(scan.keys.keys());
}

void scan_site(Scan& scan, std::size_t at, const KeySite& site, std::string_view name) {
  KeyClass key = scan.rules.names.classify(name);
  if (!scan.rules.paths.empty() && is_on_path(scan, site, name))
    key = {KeyStrength::strong, CodeRule::field};
  if (key.strength == KeyStrength::none) return;
  if (scan.depth == 0) scan.last_name = at;
  const auto value = read_value(scan.text, site, scan.is_json());
  if (!value) return scan.note_open_name(at);
  if (value->begin < scan.skip_until || !is_pair_secret(scan, site, *value)) return;
  if (add_header(scan, key, site, *value)) return;
  if (value->kind == ValueKind::scalar || value->kind == ValueKind::container) {
    return add_json_value(scan, key, site, *value);
  }
  const std::string_view secret = scan.text.substr(value->begin, value->end - value->begin);
  const bool label = site.quoted && site.op == Operator::colon && equal_folded(secret, name);
  if (label || secret.starts_with("arn:aws")) return;  // and a reference
  if (secret.empty() || is_folder(name, secret) || is_resource_name(scan, site)) return;
  if (site.op == Operator::call && !is_secret_argument(scan, site, *value)) return;
  if (site.op == Operator::is && value->kind == ValueKind::bare) {
    const std::string_view said = secret.substr(0, secret.find_last_not_of(".,!?") + 1);
    if (key.strength == KeyStrength::strong && is_stated_secret(said))
      scan.add(key.rule, value->begin, value->begin + said.size(), Fill::full, site.begin);
    return;
  }
  if (const std::size_t end = phrase_end(scan.text, name, *value); end > value->end)
    return scan.add(key.rule, value->begin, end, Fill::full, site.begin);
  if (key.rule == CodeRule::field) {  // the user knows: no judgment of the value
    if (is_placeholder(secret)) return;
    return scan.add(key.rule, value->begin, value->end, Fill::partial, site.begin);
  }
  const bool hit = key.strength != KeyStrength::strong
                       ? is_weak_secret(scan, key.strength, site, *value)
                   : value->kind == ValueKind::text ? is_secret_text(key.rule, secret)
                                                    : is_secret_bare(scan, site, *value);
  if (hit) return scan.add(key.rule, value->begin, value->end, fill_of(key.rule), site.begin);
  // `token=token=token=…` is looked at once; a text in quotes may hold names of its own
  if (secret.size() > 512 && value->kind == ValueKind::bare) scan.names_until = value->end;
}

void scan_bearer(Scan& scan, std::size_t at) {
  const std::string_view rest = scan.text.substr(at);
  const std::size_t word = starts_folded(rest, "bearer") ? 6 : starts_folded(rest, "basic") ? 5 : 0;
  if (word == 0) return;
  if (scan.depth == 0) scan.last_name = at;
  if (rest.size() <= word + 8) return;
  if (word == 6 && (is(rest[word], kQuote) || rest[word] == '\\')) return scan_key(scan, at);
  std::size_t i = word;
  while (i < rest.size() && i < word + 3 && (rest[i] == ' ' || rest[i] == ':')) ++i;
  if (i == word) return;
  std::size_t end = i;
  while (end < rest.size() && is(rest[end], kToken | kMark)) ++end;
  if (!looks_random(rest.substr(i, end - i), word == 6 ? 12 : 10)) return;
  scan.add(CodeRule::bearer, at + i, at + end, Fill::partial, at);
}

}  // namespace trace::sanitize
