// Secrets in URLs and in the arguments of curl: passwords of authorities, signatures, paths that
// are themselves the key (chat webhooks).
#include "sanitize/bytes.h"
#include "sanitize/scan.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kAuthorityReach = 512;
constexpr std::size_t kCommandReach = 1024;

bool ends_authority(char c) {
  return is(c, kSpace | kQuote) || c == '<' || c == '>' || c == '\\' || c == '?' || c == '#' ||
         c == '{' || c == '}';
}

// A password may hold `/` and `@`: the last `@` before the end of the authority counts.
std::size_t find_at_sign(Scan& scan, std::size_t begin) {
  const std::string_view text = scan.text;
  const std::size_t limit = std::min(text.size(), begin + kAuthorityReach);
  std::size_t found = std::string_view::npos;
  if (scan.walks.at_sign.at_or_after(text, begin) >= limit) return found;
  bool colon = false;
  for (std::size_t i = begin; i < limit && !ends_authority(text[i]); ++i) {
    if (text[i] == '@') found = i;
    colon = colon || text[i] == ':';
    if (text[i] == '/' && (found != std::string_view::npos || !colon)) break;
  }
  return found;
}

void scan_userinfo(Scan& scan, std::size_t begin, std::size_t at_sign) {
  const std::string_view userinfo = scan.text.substr(begin, at_sign - begin);
  const std::size_t colon = userinfo.find(':');
  if (colon == std::string_view::npos) {
    if (!looks_random(userinfo, 16)) return;
    return scan.add(CodeRule::url_userinfo, begin, at_sign, Fill::full, begin);
  }
  const std::string_view password = userinfo.substr(colon + 1);
  if (is_placeholder(password)) return;
  if (colon == 0 && equal_folded(password, "password")) return;  // how to write it
  if (std::all_of(password.begin(), password.end(), [](char c) { return is(c, kDigit); }) &&
      password.size() <= 5) {
    return;  // host:port followed by an @ of the path
  }
  scan.add(CodeRule::url_userinfo, begin + colon + 1, at_sign, Fill::full, begin);
}

struct SecretPath {
  std::string_view host;  // the end of the authority
  std::string_view path;  // the beginning of the path, its slash included
  std::size_t min;        // bytes that follow
};

constexpr SecretPath kSecretPaths[] = {
    {"hooks.slack.com", "/services/", 12},
    {"hooks.slack.com", "/workflows/", 12},
    {"hooks.slack.com", "/triggers/", 12},
    {"discord.com", "/api/webhooks/", 20},
    {"discordapp.com", "/api/webhooks/", 20},
    {"outlook.office.com", "/webhook/", 20},
    {".webhook.office.com", "/webhookb2/", 20},
    {"hooks.zapier.com", "/hooks/catch/", 8},
    {"chat.googleapis.com", "/v1/spaces/", 20},
    {"api.telegram.org", "/bot", 20},
    {"thingsboard.cloud", "/api/v1/", 16},
    {"oapi.dingtalk.com", "/robot/send?access_token=", 20},
    {"open.feishu.cn", "/open-apis/bot/v2/hook/", 16},
    {"open.larksuite.com", "/open-apis/bot/v2/hook/", 16},
    {"qyapi.weixin.qq.com", "/cgi-bin/webhook/send?key=", 16},
    {"maker.ifttt.com", "/trigger/", 16},
    {"api.softlayer.com", "/soap/v3/", 32},
    {"api.softlayer.com", "/soap/v3.1/", 32},
};
constexpr std::size_t kHostReach = 128;

void scan_secret_path(Scan& scan, std::size_t begin) {
  const std::string_view rest = scan.text.substr(begin, 2048);
  const std::size_t slash = rest.substr(0, kHostReach).find('/');
  if (slash == std::string_view::npos) return;
  const std::string_view host = rest.substr(0, slash);
  for (const SecretPath& known : kSecretPaths) {
    if (!host.ends_with(known.host) || !rest.substr(slash).starts_with(known.path)) continue;
    if (host.find_first_of(" \"'\\") != std::string_view::npos) continue;
    const std::size_t path = slash + known.path.size();
    std::size_t end = path;
    while (end < rest.size() &&
           (is(rest[end], kToken | kMark) || rest[end] == '@' || rest[end] == ':'))
      ++end;
    if (end - path < known.min ||
        rest.substr(path, end - path).find("***") != std::string_view::npos)
      continue;
    scan.add(CodeRule::url_parameter, begin + path, begin + end, Fill::full, begin);
  }
}

}  // namespace

void scan_url(Scan& scan, std::size_t at) {
  std::size_t begin = at + 1;
  while (begin < scan.text.size() && begin < at + 8 &&
         (scan.text[begin] == '/' || scan.text[begin] == '\\'))
    ++begin;
  if (begin >= scan.text.size() || at == 0 || !is(scan.text[at - 1], kAlnum)) return;
  const std::size_t at_sign = find_at_sign(scan, begin);
  if (at_sign != std::string_view::npos && at_sign > begin) scan_userinfo(scan, begin, at_sign);
  scan_secret_path(scan, begin);
}

void scan_url_param(Scan& scan, std::size_t at) {
  const std::size_t equals = scan.text.find('=', at);
  std::size_t begin = equals;
  while (begin > 0 && is(scan.text[begin - 1], kToken)) --begin;
  const std::string_view name = scan.text.substr(begin, equals - begin);
  const bool known = equal_folded(name, "sig") || equal_folded(name, "signature") ||
                     equal_folded(name, "x-amz-signature") ||
                     equal_folded(name, "x-goog-signature");
  if (!known || begin == 0 ||
      (scan.text[begin - 1] != '?' && scan.text[begin - 1] != '&' && scan.text[begin - 1] != ';')) {
    return;
  }
  std::size_t end = equals + 1;
  while (end < scan.text.size() && (is(scan.text[end], kToken | kMark) || scan.text[end] == '%'))
    ++end;
  const std::string_view value = scan.text.substr(equals + 1, end - equals - 1);
  if (value.size() < 16 || is_placeholder(value)) return;
  scan.add(CodeRule::url_parameter, equals + 1, end, Fill::full, begin);
}

namespace {

// The end of one word of a shell, over what is quoted in it.
std::size_t shell_word_end(std::string_view text, std::size_t i) {
  char quote = 0;
  const std::size_t limit = std::min(text.size(), i + kCommandReach);
  for (; i < limit && text[i] != '\n'; ++i) {
    const char c = text[i];
    if (quote == 0 && (is(c, kSpace) || c == '\\')) break;
    if (!is(c, kQuote) || c == '`') continue;
    quote = quote == c ? '\0' : (quote == 0 ? c : quote);
  }
  return i;
}

// The end of the JSON string that `i` stands in, at most `limit`.
std::size_t string_end(Scan& scan, std::size_t i, std::size_t limit) {
  if (!scan.is_json()) return limit;
  while (i < limit && (scan.text[i] != '"' || backslashes_before(scan.text, i) % 2 != 0)) ++i;
  return i;
}

void add_curl_user(Scan& scan, std::size_t begin, std::size_t anchor) {
  const std::size_t word = shell_word_end(scan.text, begin);
  std::size_t end = string_end(scan, begin, word);
  const std::size_t colon = scan.text.substr(begin, end - begin).find(':');
  if (colon == std::string_view::npos) return;
  std::size_t from = begin + colon + 1;
  const auto is_mark = [&](std::size_t i) {
    return is(scan.text[i], kQuote) || scan.text[i] == '\\';
  };
  while (from < end && is_mark(from)) ++from;
  while (end > from && is_mark(end - 1)) --end;
  const std::string_view password = scan.text.substr(from, end - from);
  const bool one_word = password.find_first_of(" \"") == std::string_view::npos;
  if (password.size() < 3 || is_placeholder(password) || !one_word) return;
  if (password.front() == '$' || password.front() == '[') return;
  scan.add(CodeRule::url_userinfo, from, end, Fill::full, anchor);
}

}  // namespace

namespace {

// Bytes of `-u`, `--user`, `--proxy-user` at the front; 0: another flag.
std::size_t user_flag(std::string_view rest) {
  if (rest.starts_with("--user-agent")) return 0;
  for (const std::string_view flag : {"-u", "--user", "--proxy-user", "-U"}) {
    if (rest.starts_with(flag)) return flag.size();
  }
  return 0;
}

}  // namespace

// curl -u user:password, curl --user 'user:password'. A command ends with the string that it
// stands in.
void scan_curl(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  const std::size_t limit = std::min(text.size(), at + kCommandReach);
  const bool json = scan.is_json();
  std::size_t i = std::max(at, scan.walks.commands);
  for (; i < limit; ++i) {
    if (json && text[i] == '"' && backslashes_before(text, i) % 2 == 0) break;
    const std::size_t flag = text[i] == ' ' ? user_flag(text.substr(i + 1, 16)) : 0;
    if (flag == 0) continue;
    i += 1 + flag;
    if (i < limit && (text[i] == ' ' || text[i] == '=')) ++i;
    while (i < limit && text[i] == '\\') ++i;
    scan.walks.commands = i;
    return add_curl_user(scan, i, at);
  }
  scan.walks.commands = std::max(scan.walks.commands, i);
  if (i >= 2 && text.substr(i - 2, 2) == "\\\n") scan.note_open_command(at);
}

}  // namespace trace::sanitize
