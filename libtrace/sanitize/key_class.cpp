#include "sanitize/key_class.h"

#include "sanitize/bytes.h"

#include <algorithm>
#include <array>

namespace trace::sanitize {
namespace {

using namespace std::string_view_literals;

// The words of a name, lower case, and the same without borders.
class Words {
 public:
  explicit Words(std::string_view name) {
    if (name.size() > kMost) name.remove_prefix(name.size() - kMost);
    char previous = ' ';
    for (std::size_t i = 0; i < name.size(); ++i) {
      const char c = name[i];
      if (!is(c, kAlnum)) {
        open_ = false;
      } else {
        const char next = i + 1 < name.size() ? name[i + 1] : ' ';
        add(c, starts_word(previous, c, next));
      }
      previous = c;
    }
    drop_trailing_digits();
  }

  std::string_view glued() const { return {text_.data(), size_}; }
  std::size_t count() const { return count_; }
  // The n-th word from the end, 0 is the last; empty when there is none.
  std::string_view last(std::size_t n) const {
    if (n >= count_) return {};
    const std::size_t index = count_ - 1 - n;
    const std::size_t begin = begins_[index];
    const std::size_t end = index + 1 < count_ ? begins_[index + 1] : size_;
    return {text_.data() + begin, end - begin};
  }

 private:
  static constexpr std::size_t kMost = 96;

  static bool starts_word(char previous, char c, char next) {
    if (!is(c, kUpper)) return false;
    return !is(previous, kUpper) || is(next, kLower);  // apiKey, APIKey
  }
  void add(char c, bool new_word) {
    if ((new_word || !open_) && count_ < begins_.size())
      begins_[count_++] = static_cast<std::uint8_t>(size_);
    open_ = true;
    text_[size_++] = lower(c);
  }
  void drop_trailing_digits() {
    while (size_ > 0 && is(text_[size_ - 1], kDigit)) --size_;
    while (count_ > 1 && begins_[count_ - 1] >= size_) --count_;
  }

  std::array<char, kMost> text_;  // not cleared: only what was written is read
  std::array<std::uint8_t, kMost> begins_;
  std::size_t size_ = 0;
  std::size_t count_ = 0;
  bool open_ = false;
};

template <typename List>
bool any_of(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

template <typename List>
bool any_end(const List& list, std::string_view glued) {
  if (glued.empty()) return false;
  const char last = glued.back();  // most comparisons end here
  return std::any_of(std::begin(list), std::end(list), [&](std::string_view end) {
    return end.back() == last && glued.ends_with(end);
  });
}

struct Ending {
  std::string_view text;
  CodeRule rule;
};

// Endings of the glued name that no harmless word has.
constexpr Ending kStrong[] = {
    {"password", CodeRule::password},
    {"passwords", CodeRule::password},
    {"passwd", CodeRule::password},
    {"passwort", CodeRule::password},
    {"motdepasse", CodeRule::password},
    {"contrasena", CodeRule::password},
    {"senha", CodeRule::password},
    {"parola", CodeRule::password},
    {"wachtwoord", CodeRule::password},
    {"mnemonic", CodeRule::password},
    {"recoverycodes", CodeRule::password},
    {"recoverycode", CodeRule::password},
    {"backupcodes", CodeRule::password},
    {"backupcode", CodeRule::password},
    {"otpseed", CodeRule::password},
    {"passphrase", CodeRule::password},
    {"seedphrase", CodeRule::password},
    {"recoveryphrase", CodeRule::password},
    {"passcode", CodeRule::password},
    {"secret", CodeRule::secret},
    {"secrets", CodeRule::secret},
    {"apikey", CodeRule::api_key},
    {"apikeys", CodeRule::api_key},
    {"accesskey", CodeRule::api_key},
    {"authkey", CodeRule::api_key},
    {"accountkey", CodeRule::api_key},
    {"subscriptionkey", CodeRule::api_key},
    {"sharedkey", CodeRule::api_key},
    {"storagekey", CodeRule::api_key},
    {"servicekey", CodeRule::api_key},
    {"sessionkey", CodeRule::api_key},
    {"licensekey", CodeRule::api_key},
    {"consumerkey", CodeRule::api_key},
    {"adminkey", CodeRule::api_key},
    {"integrationkey", CodeRule::api_key},
    {"secretkey", CodeRule::private_key},
    {"secretkeybase", CodeRule::private_key},
    {"privatekey", CodeRule::private_key},
    {"privkey", CodeRule::private_key},
    {"signingkey", CodeRule::private_key},
    {"encryptionkey", CodeRule::private_key},
    {"decryptionkey", CodeRule::private_key},
    {"masterkey", CodeRule::private_key},
    {"sshkey", CodeRule::private_key},
    {"hmackey", CodeRule::private_key},
    {"deploykey", CodeRule::private_key},
    {"presharedkey", CodeRule::private_key},
    {"credential", CodeRule::credential},
    {"credentials", CodeRule::credential},
    {"authorization", CodeRule::authorization},
    {"connectionstring", CodeRule::connection_string},
    {"connstring", CodeRule::connection_string},
    {"connstr", CodeRule::connection_string},
    {"testreporterid", CodeRule::token},
    {"samlresponse", CodeRule::token},
    {"samlassertion", CodeRule::token},
    {"cookie", CodeRule::cookie},
    {"cookies", CodeRule::cookie},
};

// Whole last words.
constexpr Ending kStrongWords[] = {
    {"pwd", CodeRule::password},
    {"pw", CodeRule::password},
    {"cvv", CodeRule::pin},
    {"cvc", CodeRule::pin},
    {"bearer", CodeRule::token},
    {"dbpass", CodeRule::password},
    {"psk", CodeRule::password},
    {"userpass", CodeRule::password},
    {"keypass", CodeRule::password},
    {"storepass", CodeRule::password},
    {"jwt", CodeRule::token},
    {"sas", CodeRule::token},
    {"dsn", CodeRule::connection_string},
};

// The whole name.
constexpr Ending kStrongNames[] = {
    {"pin", CodeRule::pin},  {"otp", CodeRule::pin},     {"cvv", CodeRule::pin},
    {"totp", CodeRule::pin}, {"pincode", CodeRule::pin}, {"otpcode", CodeRule::pin},
};

// Last words that say that the value is only about a secret.
constexpr std::string_view kHarmlessEnds[] = {
    "id",     "ids",         "uuid",    "guid",    "sha",     "hash",    "digest",    "checksum",
    "etag",   "name",        "count",   "type",    "index",   "url",     "uri",       "path",
    "file",   "version",     "commit",  "blob",    "tree",    "rev",     "revision",  "integrity",
    "nonce",  "fingerprint", "model",   "request", "message", "session", "trace",     "span",
    "cursor", "md5",         "sha1",    "sha256",  "sha512",  "crc",     "signature", "policy",
    "length", "size",        "expires", "expiry"};

// Words before `token` that speak of text, paging or parsing.
constexpr std::string_view kTextTokens[] = {
    "max",     "min",        "prompt",    "completion", "input",     "output",       "total",
    "cached",  "cache",      "reasoning", "budget",     "num",       "special",      "stop",
    "bos",     "eos",        "pad",       "unk",        "mask",      "sep",          "cls",
    "next",    "page",       "nextpage",  "prev",       "previous",  "continuation", "progress",
    "public",  "per",        "start",     "end",        "first",     "last",         "begin",
    "image",   "audio",      "text",      "video",      "word",      "char",         "boolean",
    "numeric", "unexpected", "invalid",   "current",    "resume",    "pagination",   "sync",
    "cursor",  "each",       "every",     "new",        "parse",     "create",       "js",
    "skip",    "continue",   "thinking",  "single",     "lookahead", "comment",      "expected"};

// Words before `key` that make it a name and no secret.
constexpr std::string_view kHarmlessKeys[] = {
    "public",      "primary",    "foreign", "sort",      "partition", "cache",       "object",
    "idempotency", "routing",    "hash",    "range",     "bucket",    "sequence",    "map",
    "dict",        "row",        "column",  "group",     "shard",     "registry",    "config",
    "message",     "event",      "unique",  "composite", "index",     "lookup",      "hot",
    "shortcut",    "arrow",      "any",     "enter",     "tab",       "modifier",    "publishable",
    "json",        "item",       "data",    "field",     "i18n",      "translation", "react",
    "s3",          "storagekey", "pub",     "dedupe",    "dedup",     "prompt",      "state",
    "query",       "sub",        "parent",  "child",     "project",   "issue",       "jira",
    "ssh-rsa",     "host",       "known",   "file",      "path",      "blob",        "str",
    "press"};

// Words that only end in the letters of `key`.
constexpr std::string_view kOtherWords[] = {"monkey", "turkey", "hockey", "donkey",
                                            "hotkey", "jockey", "whiskey"};

constexpr std::string_view kWeakWords[] = {"key", "token", "auth", "pass", "pat", "keys", "tokens"};

constexpr std::string_view kSecretWords[] = {
    "key",    "token",      "tokens",      "secret", "access", "private",
    "auth",   "password",   "passwd",      "pass",   "pwd",    "pat",
    "apikey", "credential", "credentials", "bearer", "jwt",    "keys",
};

KeyClass strong(CodeRule rule) { return {KeyStrength::strong, rule}; }
KeyClass weak(CodeRule rule) { return {KeyStrength::weak, rule}; }

// `xtoken` in one word: is there a harmless word before the token?
template <typename List>
bool glued_before(const List& list, std::string_view glued, std::string_view word) {
  if (!glued.ends_with(word)) return false;
  return any_end(list, glued.substr(0, glued.size() - word.size()));
}

KeyClass classify_token(const Words& words) {
  const std::string_view glued = words.glued();
  if (!glued.ends_with("token")) return {};
  if (words.last(0) == "token") {
    if (words.count() == 1) return weak(CodeRule::token);
    return any_of(kTextTokens, words.last(1)) ? KeyClass{} : strong(CodeRule::token);
  }
  return glued_before(kTextTokens, glued, "token") ? KeyClass{} : strong(CodeRule::token);
}

KeyClass classify_key(const Words& words) {
  if (!words.glued().ends_with("key") || any_of(kOtherWords, words.last(0))) return {};
  if (words.last(0) == "key" && words.count() > 1) {
    return any_of(kHarmlessKeys, words.last(1)) ? KeyClass{} : weak(CodeRule::api_key);
  }
  return glued_before(kHarmlessKeys, words.glued(), "key") ? KeyClass{} : weak(CodeRule::api_key);
}

KeyClass by_name(const Words& words) {
  const std::string_view glued = words.glued();
  if (glued == "key") return weak(CodeRule::api_key);
  for (const Ending& name : kStrongNames) {
    if (glued == name.text) return strong(name.rule);
  }
  for (const Ending& word : kStrongWords) {
    if (words.last(0) == word.text) return strong(word.rule);
  }
  for (const Ending& ending : kStrong) {
    if (ending.text.back() == glued.back() && glued.ends_with(ending.text))
      return strong(ending.rule);
  }
  if (const KeyClass token = classify_token(words); token.strength != KeyStrength::none)
    return token;
  if (const KeyClass key = classify_key(words); key.strength != KeyStrength::none) return key;
  if (words.last(0) == "pass") {
    return words.count() > 1 ? strong(CodeRule::password) : weak(CodeRule::password);
  }
  for (const std::string_view inner :
       {"secret"sv, "password"sv, "passwd"sv, "apikey"sv, "accesskey"sv}) {
    const bool inside = glued.find(inner) != std::string_view::npos;
    if (!inside) continue;
    if (words.last(0) == "id" && inner != "secret"sv) return {};
    return any_of(kHarmlessEnds, words.last(0)) ? KeyClass{KeyStrength::faint, CodeRule::secret}
                                                : weak(CodeRule::secret);
  }
  return any_of(kWeakWords, words.last(0)) && words.last(0).find("ke") == std::string_view::npos
             ? weak(CodeRule::token)
             : KeyClass{};
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is(c, kAlnum) || static_cast<unsigned char>(c) >= 0x80) out.push_back(lower(c));
  }
  return out;
}

KeyClass KeyNames::classify(std::string_view name) const {
  const Words words(name);
  if (words.glued().empty()) return {};
  if (!fields_.empty() || !allowed_.empty()) {
    const std::string folded = folded_name(name);
    if (allowed_.contains(folded)) return {};
    if (fields_.contains(folded)) return strong(CodeRule::field);
  }
  return by_name(words);
}

bool is_secret_word(std::string_view word) {
  const Words words(word);
  if (words.count() == 0) return false;
  if (any_of(kSecretWords, words.last(0))) return true;
  static constexpr std::string_view kEnds[] = {"secret", "token",   "apikey", "password",
                                               "access", "private", "key"};
  return any_end(kEnds, words.glued());
}

bool is_harmless_name(std::string_view name) {
  const Words words(name);
  if (words.count() == 0) return true;
  if (any_of(kHarmlessEnds, words.last(0))) return true;
  if (words.last(0) == "key") return any_of(kHarmlessKeys, words.last(1));
  if (words.last(0) == "token") return any_of(kTextTokens, words.last(1));
  return glued_before(kHarmlessKeys, words.glued(), "key") ||
         glued_before(kTextTokens, words.glued(), "token");
}

}  // namespace trace::sanitize
