// Passwords on command lines whose flags have no telling names: mysql -pX, sshpass -p X,
// sqlplus scott/tiger@db, echo X | sudo -S. Also in URLs of Oracle and in SQL.
#include "sanitize/bytes.h"
#include "sanitize/key_site.h"
#include "sanitize/scan.h"
#include "sanitize/site_text.h"

#include <algorithm>
#include <optional>

namespace trace::sanitize {
namespace {

constexpr std::size_t kCommandReach = 1024;
constexpr int kMostWords = 48;

enum class How : std::uint8_t {
  next,     // -p X
  glued,    // -pX, and never the next word
  both,     // -p X and -pX
  percent,  // -U user%X
  pass,     // -pass pass:X
};

struct Flag {
  std::string_view command;  // its name begins so
  std::string_view flag;
  How how;
};

constexpr Flag kFlags[] = {
    {"mysql", "-p", How::glued},       {"mariadb", "-p", How::glued},
    {"sshpass", "-p", How::both},      {"mongo", "-p", How::next},
    {"ldap", "-w", How::both},         {"redis-cli", "-a", How::next},
    {"openssl", "-k", How::next},      {"openssl", "-pass", How::pass},
    {"openssl", "-passin", How::pass}, {"openssl", "-passout", How::pass},
    {"ssh-keygen", "-N", How::next},   {"ssh-keygen", "-P", How::next},
    {"smbclient", "-U", How::percent}, {"login", "-p", How::next},
    {"psexec", "-p", How::next},       {"7z", "-p", How::glued},
};

struct Word {
  std::size_t begin = 0;  // without the quotes at its ends
  std::size_t end = 0;
  std::size_t next = 0;  // where the next word may begin
};

bool ends_word(char c) { return is(c, kSpace) || std::string_view(";|&<>()").find(c) < 7; }

bool is_mark(char c) { return is(c, kQuote) || c == '\\'; }

// Reads the words of a command as a shell does, also inside a JSON string, where they end with it.
class Words {
 public:
  Words(Scan& scan, std::size_t at)
      : text_(scan.text),
        json_(scan.is_json()),
        limit_(std::min(text_.size(), at + kCommandReach)) {}

  std::optional<Word> read(std::size_t i) const {
    while (i < limit_ && (text_[i] == ' ' || text_[i] == '\t')) ++i;
    const std::size_t begin = i;
    char quote = 0;
    while (i < limit_ && !(quote == 0 && ends_word(text_[i]))) {
      const auto mark = quote_at(text_, i);
      if (!mark && text_[i] == '\\' && after_line_end(text_, i) != std::string_view::npos) break;
      if (text_[i] == '\n' || (mark && json_ && mark->mark == '"' && mark->level % 2 == 0)) break;
      if (!mark) {
        ++i;
        continue;
      }
      quote = quote == 0 ? mark->mark : quote == mark->mark ? '\0' : quote;
      i = mark->at + 1;
    }
    if (i == begin) return std::nullopt;
    Word word{begin, i, i};
    while (word.begin < word.end && is_mark(text_[word.begin])) ++word.begin;
    while (word.end > word.begin && is_mark(text_[word.end - 1])) --word.end;
    return word;
  }

 private:
  std::string_view text_;
  bool json_;
  std::size_t limit_;
};

void add_password(Scan& scan, std::size_t begin, std::size_t end, std::size_t anchor) {
  while (begin < end && is_mark(scan.text[begin])) ++begin;
  if (begin >= end || end - begin < 3) return;
  const std::string_view secret = scan.text.substr(begin, end - begin);
  if (is_placeholder(secret) || std::string_view("$-<{`%").find(secret.front()) < 6) return;
  const bool port = std::all_of(secret.begin(), secret.end(), [](char c) { return is(c, kDigit); });
  if (port && secret.size() <= 5) return;
  scan.add(CodeRule::command_password, begin, end, Fill::full, anchor);
}

void use_flag(Scan& scan, const Words& words, const Flag& flag, const Word& word) {
  const std::string_view text = scan.text;
  const std::size_t after = word.begin + flag.flag.size();
  const bool glued = word.end > after;
  if (flag.how == How::glued || (flag.how == How::both && glued))
    return add_password(scan, after, word.end, word.begin);
  if (glued) return;
  const auto value = words.read(word.next);
  if (!value) return;
  const std::string_view secret = text.substr(value->begin, value->end - value->begin);
  const std::size_t skip = flag.how == How::percent ? secret.find('%') + 1
                           : flag.how == How::pass  ? (secret.starts_with("pass:") ? 5 : 0)
                                                    : 0;
  if (flag.how != How::next && flag.how != How::both && skip == 0) return;
  add_password(scan, value->begin + skip, value->end, word.begin);
}

// user/password@db, the first word that is no flag.
bool add_oracle_login(Scan& scan, std::size_t begin, std::size_t end, std::size_t anchor) {
  const std::string_view word = scan.text.substr(begin, end - begin);
  const std::size_t slash = word.find('/');
  if (slash == std::string_view::npos || slash == 0 || word.find('@') < slash) return false;
  if (word.substr(0, slash).find_first_of(":\"' ") != std::string_view::npos) return false;
  const std::size_t at_sign = word.rfind('@');
  const std::size_t stop = at_sign == std::string_view::npos ? word.size() : at_sign;
  if (stop <= slash + 1) return false;
  add_password(scan, begin + slash + 1, begin + stop, anchor);
  return true;
}

}  // namespace

void scan_command(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  std::size_t name = at;
  while (name > 0 && is(text[name - 1], kToken) && at - name < 16 &&
         !is_escape_letter(text, name - 1))
    --name;
  std::size_t end = at;
  while (end < text.size() && is(text[end], kToken) && end - name < 32) ++end;
  if (end >= text.size() || text[end] != ' ' || name < scan.walks.commands) return;
  const std::string_view command = text.substr(name, end - name);
  const bool oracle = starts_folded(command, "sqlplus");
  const bool known =
      oracle || std::any_of(std::begin(kFlags), std::end(kFlags),
                            [&](const Flag& f) { return starts_folded(command, f.command); });
  if (!known) return;
  const Words words(scan, end);
  std::size_t i = end;
  for (int n = 0; n < kMostWords; ++n) {
    const auto word = words.read(i);
    if (!word) break;
    i = word->next;
    if (oracle && text[word->begin] != '-') {
      add_oracle_login(scan, word->begin, word->end, name);
      break;
    }
    if (text[word->begin] != '-') continue;
    for (const Flag& flag : kFlags) {
      if (!text.substr(word->begin, word->end - word->begin).starts_with(flag.flag)) continue;
      if (!starts_folded(command, flag.command)) continue;
      use_flag(scan, words, flag, *word);
    }
  }
  scan.walks.commands = i;
}

// echo X | sudo -S
void scan_sudo(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  const std::string_view rest = text.substr(at, 24);
  if (!rest.starts_with("sudo -") || rest.find('S') > 12) return;
  std::size_t end = at;
  const std::size_t limit = at > 160 ? at - 160 : 0;
  const auto back = [&](auto goes_on) {
    while (end > limit && goes_on(text[end - 1])) --end;
  };
  back([](char c) { return c == ' '; });
  if (end <= limit || text[end - 1] != '|') return;
  --end;
  back([](char c) { return c == ' ' || is_mark(c); });
  std::size_t begin = end;
  while (begin > limit && !is(text[begin - 1], kSpace) && !is_mark(text[begin - 1])) --begin;
  std::size_t echo = begin;
  while (echo > limit && (text[echo - 1] == ' ' || is_mark(text[echo - 1]))) --echo;
  const std::string_view before = text.substr(0, echo);
  if (before.ends_with("echo") || before.ends_with("printf") || before.ends_with("echo -n"))
    add_password(scan, begin, end, begin);
}

// jdbc:oracle:thin:scott/tiger@…
void scan_oracle(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if (at < 8 || !equal_folded(text.substr(at - 8, 8), "jdbc:ora")) return;
  const std::size_t driver = text.find(':', at);
  const std::size_t begin = driver == std::string_view::npos ? driver : text.find(':', driver + 1);
  if (begin == std::string_view::npos || begin - at > 16) return;
  std::size_t end = begin + 1;
  while (end < text.size() && end - begin < 256 && !is(text[end], kSpace | kQuote) &&
         text[end] != '\\')
    ++end;
  add_oracle_login(scan, begin + 1, end, at - 8);
}

// CREATE USER jo IDENTIFIED BY 'X'
void scan_sql(Scan& scan, std::size_t at) {
  constexpr std::string_view kBy = "identified by ";
  const std::string_view text = scan.text;
  if (at < 3 || !starts_folded(text.substr(at - 3), kBy)) return;
  KeySite site;
  site.begin = at - 3;
  site.end = at - 3 + kBy.size() - 1;
  site.op = Operator::word;
  site.value = site.end + 1;
  const auto value = read_value(text, site, scan.is_json());
  if (value && value->kind == ValueKind::text)
    add_password(scan, value->begin, value->end, site.begin);
}

}  // namespace trace::sanitize
