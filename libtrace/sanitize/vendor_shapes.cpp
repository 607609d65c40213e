// Tokens that no prefix gives away but their shape: parts of fixed lengths, a mark in the middle,
// an ending. Each shape looks at the long run of letters and digits that is its heart.
#include "sanitize/bytes.h"
#include "sanitize/scan.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::size_t end_of(std::string_view text, std::size_t at, std::uint8_t classes) {
  while (at < text.size() && is(text[at], classes)) ++at;
  return at;
}

std::size_t begin_of(std::string_view text, std::size_t at, std::uint8_t classes) {
  while (at > 0 && is(text[at - 1], classes)) --at;
  return at;
}

bool all(std::string_view text, std::uint8_t classes) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is(c, classes); });
}

bool add(Scan& scan, CodeRule rule, std::size_t begin, std::size_t end) {
  scan.add(rule, begin, end, Fill::full, begin);
  return true;
}

// discord.com/developers/docs/reference: the number of a user in base64, a time, a code
bool add_discord(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  const std::size_t size = run.end - run.begin;
  if (size < 24 || size > 28 || std::string_view("MNO").find(text[run.begin]) == std::string::npos)
    return false;
  if (run.end >= text.size() || text[run.end] != '.') return false;
  const std::size_t time = end_of(text, run.end + 1, kToken);
  if (time - run.end - 1 < 5 || time - run.end - 1 > 7) return false;
  if (time >= text.size() || text[time] != '.') return false;
  const std::size_t end = end_of(text, time + 1, kToken);
  if (end - time - 1 < 25 || end - time - 1 > 38) return false;
  return add(scan, CodeRule::discord_token, run.begin, end);
}

// A session of Salesforce: the organization (00D and 12 or 15 letters and digits), `!`, the rest.
bool add_salesforce(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  if (run.begin < 16 || scan.walks.exclamation.at_or_after(text, 0) >= run.begin) return false;
  const std::size_t rest = scan.walks.wide.begin(text, run.begin);
  if (rest < 16 || text[rest - 1] != '!') return false;
  const std::size_t begin = begin_of(text, rest - 1, kAlnum);
  const std::size_t size = rest - 1 - begin;
  if ((size != 15 && size != 18) || !text.substr(begin).starts_with("00D")) return false;
  const std::size_t end = scan.walks.wide.end(text, run.begin);
  return end - rest >= 60 && add(scan, CodeRule::salesforce_session, begin, end);
}

// Keys of Azure since 2021 carry a mark in the middle that names their service.
bool has_azure_mark(std::string_view key) {
  struct Mark {
    std::string_view text;
    std::size_t at;
    std::size_t size;  // of the key without the `=` that fill it up
  };
  static constexpr Mark kMarks[] = {
      {"JQQJ99", 52, 84}, {"AZDO", 76, 84}, {"AzFu", 44, 54}, {"AzSe", 42, 52}, {"+ACR", 42, 52},
      {"AIoT", 33, 43},   {"+ASb", 33, 43}, {"+AEh", 33, 43}, {"+ASt", 76, 86}, {"ACDb", 76, 86},
      {"APIM", 76, 86},   {"+ABa", 76, 86}, {"+AMC", 33, 43}, {"+ARm", 33, 43}};
  return std::any_of(std::begin(kMarks), std::end(kMarks), [&](const Mark& mark) {
    return key.size() == mark.size && key.substr(mark.at).starts_with(mark.text);
  });
}

bool add_azure(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  std::size_t begin = run.begin;
  std::size_t end = run.end;
  const auto belongs = [&](std::size_t i) {
    return is(text[i], kToken) || text[i] == '+' || text[i] == '/';
  };
  while (begin > 0 && run.begin - begin < 90 && belongs(begin - 1)) --begin;
  while (end < text.size() && end - begin < 90 && belongs(end)) ++end;
  if (end - begin < 43 || !has_azure_mark(text.substr(begin, end - begin))) return false;
  while (end < text.size() && text[end] == '=') ++end;
  return add(scan, CodeRule::azure_key, begin, end);
}

// The secret of an application in Entra: three bytes, a digit, `Q~`, 31 to 34 bytes.
bool add_entra(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  std::size_t tilde = run.begin;
  while (tilde > 0 && run.begin - tilde < 24 && text[tilde] != '~' &&
         is(text[tilde - 1], kToken | kMark)) {
    --tilde;
  }
  if (text[tilde] != '~' || tilde < 5) return false;
  if (text[tilde - 1] != 'Q' || !is(text[tilde - 2], kDigit)) return false;
  const std::size_t begin = tilde - 5;
  std::size_t end = tilde + 1;
  while (end < text.size() && end - tilde <= 36 &&
         (is(text[end], kToken) || text[end] == '.' || text[end] == '~')) {
    ++end;
  }
  if (end - tilde < 32 || end - tilde > 36 || end < run.end) return false;
  return all(text.substr(begin, 3), kToken | kMark) && add(scan, CodeRule::azure_key, begin, end);
}

bool add_maxmind(Scan& scan, Place run) {
  const std::string_view key = scan.text.substr(run.begin, run.end - run.begin);
  if (key.size() != 40 || !key.ends_with("_mmk") || key[6] != '_') return false;
  if (!all(key.substr(0, 6), kAlnum) || !all(key.substr(7, 29), kAlnum)) return false;
  return add(scan, CodeRule::maxmind_key, run.begin, run.end);
}

// Thirty-two hexadecimal digits and the data centre: -us21
bool add_mailchimp(Scan& scan, Place run) {
  const std::string_view key = scan.text.substr(run.begin, run.end - run.begin);
  if (key.size() < 36 || key.size() > 37 || key.substr(32, 3) != "-us") return false;
  if (!all(key.substr(0, 32), kHex) || !all(key.substr(35), kDigit)) return false;
  return add(scan, CodeRule::mailchimp_key, run.begin, run.end);
}

// The number of a key and 64 letters and digits.
bool add_truenas(Scan& scan, Place run) {
  const std::string_view key = scan.text.substr(run.begin, run.end - run.begin);
  const std::size_t dash = key.substr(0, 5).find('-');
  if (dash == std::string_view::npos || dash == 0 || key.size() != dash + 65) return false;
  if (!all(key.substr(0, dash), kDigit) || !all(key.substr(dash + 1), kAlnum)) return false;
  if (all(key.substr(dash + 1), kHex)) return false;
  return add(scan, CodeRule::truenas_key, run.begin, run.end);
}

// 1/1200000000000001:hex and 2/12…/12…:hex, personal access tokens
bool add_asana(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  const std::size_t size = run.end - run.begin;
  if (size != 32 || run.begin < 12 || text[run.begin - 1] != ':') return false;
  std::size_t begin = run.begin - 1;
  while (begin > 0 && run.begin - begin < 48 &&
         (is(text[begin - 1], kDigit) || text[begin - 1] == '/'))
    --begin;
  const std::string_view head = text.substr(begin, run.begin - 1 - begin);
  if (head.size() < 12 || (!head.starts_with("1/") && !head.starts_with("2/"))) return false;
  return all(text.substr(run.begin, size), kHex) &&
         add(scan, CodeRule::asana_token, begin, run.end);
}

// hex32.alnum16 of Zhipu, uuid:hex32 of fal, uuid.hex40 of Ditto, hex24:hex64 of Ghost
bool add_joined_pair(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  const std::string_view word = text.substr(run.begin, run.end - run.begin);
  if (!all(word, kHex)) return false;
  if (word.size() == 32 && run.end < text.size() && text[run.end] == '.') {
    const std::size_t end = end_of(text, run.end + 1, kToken);
    const std::string_view tail = text.substr(run.end + 1, end - run.end - 1);
    if (tail.size() != 16 || !looks_random(tail, 16) || all(tail, kHex)) return false;
    return add(scan, CodeRule::joined_key, run.begin, end);
  }
  if (run.begin < 26 || (text[run.begin - 1] != ':' && text[run.begin - 1] != '.')) return false;
  const std::size_t head = begin_of(text, run.begin - 1, kToken);
  const std::string_view id = text.substr(head, run.begin - 1 - head);
  const bool uuid = is_uuid(id) && (word.size() == 32 || word.size() == 40);
  const bool ghost = id.size() == 24 && all(id, kHex) && word.size() == 64;
  return (uuid || ghost) && add(scan, CodeRule::joined_key, head, run.end);
}

// Forty bytes that end in NRAL.
bool add_newrelic(Scan& scan, Place run) {
  const std::string_view key = scan.text.substr(run.begin, run.end - run.begin);
  if (key.size() != 40 || !key.ends_with("NRAL") || !all(key, kAlnum)) return false;
  return add(scan, CodeRule::newrelic_license, run.begin, run.end);
}

// Four groups of seven capitals and digits.
bool add_grouped(Scan& scan, Place run) {
  const std::string_view key = scan.text.substr(run.begin, run.end - run.begin);
  if (key.size() != 31) return false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (i % 8 == 7 ? key[i] != '-' : !is(key[i], kUpper | kDigit)) return false;
  }
  return add(scan, CodeRule::grouped_key, run.begin, run.end);
}

// Number, dash, 32 lower-case letters and digits, the domain.
bool add_google_client(Scan& scan, Place run) {
  const std::string_view text = scan.text;
  constexpr std::string_view kDomain = ".apps.googleusercontent.com";
  if (!text.substr(run.end).starts_with(kDomain)) return false;
  const std::string_view id = text.substr(run.begin, run.end - run.begin);
  const std::size_t dash = id.find('-');
  if (dash == std::string_view::npos || !all(id.substr(0, dash), kDigit)) return false;
  if (id.size() != dash + 33) return false;
  return add(scan, CodeRule::google_client_id, run.begin, run.end);
}

struct HashShape {
  std::string_view head;
  std::size_t digest;  // bytes after the last `$`
};

// crypt(5), the PHC string format, and what hashcat reads of Kerberos
constexpr HashShape kHashes[] = {
    {"$2a$", 53},        {"$2b$", 53},      {"$2x$", 53},       {"$2y$", 53},
    {"$1$", 22},         {"$5$", 43},       {"$6$", 86},        {"$y$", 43},
    {"$argon2id$", 20},  {"$argon2i$", 20}, {"$argon2d$", 20},  {"$scrypt$", 20},
    {"$krb5asrep$", 40}, {"$krb5tgs$", 40}, {"$krb5pa$", 40},   {"$apr1$", 22},
    {"$gy$", 43},        {"$pbkdf2-", 20},  {"pbkdf2_sha", 24}, {"pbkdf2:sha", 20},
    {"SCRAM-SHA-", 43},
};

}  // namespace

bool scan_shape(Scan& scan, std::size_t begin, std::size_t end) {
  if (end - begin < 20) return false;
  const Place run{begin, end};
  using Shape = bool (*)(Scan&, Place);
  static constexpr Shape kShapes[] = {
      add_discord, add_salesforce, add_azure,       add_entra,   add_maxmind,       add_mailchimp,
      add_truenas, add_asana,      add_joined_pair, add_grouped, add_google_client, add_newrelic};
  return std::any_of(std::begin(kShapes), std::end(kShapes),
                     [&](Shape shape) { return shape(scan, run); });
}

// {SSHA}…, {SHA512}… of LDAP
static bool add_braced_hash(Scan& scan, std::size_t at) {
  const std::string_view rest = scan.text.substr(at, 160);
  const std::size_t close = rest.find('}');
  if (rest.front() != '{' || close > 9) return false;
  const std::size_t end = end_of(rest, close + 1, kAlnum | kMark);
  if (end - close < 28) return false;
  scan.add(CodeRule::password_hash, at + close + 1, at + end, Fill::full, at);
  return true;
}

void scan_hash(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if (add_braced_hash(scan, at)) return;
  const std::string_view rest = text.substr(at, 4096);
  for (const HashShape& shape : kHashes) {
    if (!rest.starts_with(shape.head)) continue;
    std::size_t end = std::min(scan.walks.hash.end(text, at) - at, rest.size());
    while (end > 0 && (rest[end - 1] == ',' || rest[end - 1] == ':')) --end;
    const std::size_t digest = rest.substr(0, end).rfind('$') + 1;
    if (digest <= shape.head.size() || end - digest < shape.digest) return;
    scan.add(CodeRule::password_hash, at, at + end, Fill::full, at);
    return;
  }
}

}  // namespace trace::sanitize
