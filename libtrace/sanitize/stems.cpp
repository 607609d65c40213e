#include "sanitize/stems.h"

#include "sanitize/bytes.h"

namespace trace::sanitize {
namespace {

struct BuiltIn {
  std::string_view text;
  StemKind kind;
  unsigned bucket;
};

// The filter cannot tell the stems of a bucket from their mixtures. These buckets were found by
// trying: they let pass three places in a line of 700 bytes of agents' sessions.
constexpr BuiltIn kBuiltIn[] = {
    {"pass", StemKind::key_word, 1},
    {"basi", StemKind::bearer, 4},
    {"phra", StemKind::key_word, 1},
    {"secr", StemKind::key_word, 2},
    {"cred", StemKind::key_word, 4},
    {"cook", StemKind::key_word, 6},
    {"conn", StemKind::key_word, 3},
    {"bear", StemKind::bearer, 5},
    {"curl", StemKind::curl, 4},
    {"toke", StemKind::key_word, 5},
    {"auth", StemKind::key_word, 7},
    {"keys", StemKind::key_word, 7},
    {"://", StemKind::url, 7},
    {"sig=", StemKind::url_param, 2},
    {"ure=", StemKind::url_param, 2},
    {"-beg", StemKind::key_block, 2},
    {"-end", StemKind::key_end, 2},
    {"\\u00", StemKind::escape, 2},
    {"\\x2", StemKind::escape, 2},
    {"\\x3", StemKind::escape, 2},
    {"\\x4", StemKind::escape, 2},
    {"\\x5", StemKind::escape, 2},
    {"\\x6", StemKind::escape, 2},
    {"\\x7", StemKind::escape, 2},
    {"ata:", StemKind::event, 5},
    {"&quo", StemKind::entity, 0},
    {"&amp", StemKind::entity, 0},
    {"&#", StemKind::entity, 0},
    {"$2a$", StemKind::hash, 0},
    {"$2b$", StemKind::hash, 0},
    {"$2x$", StemKind::hash, 0},
    {"$2y$", StemKind::hash, 0},
    {"$1$", StemKind::hash, 0},
    {"$5$", StemKind::hash, 0},
    {"$6$", StemKind::hash, 0},
    {"$y$", StemKind::hash, 0},
    {"$arg", StemKind::hash, 0},
    {"$krb", StemKind::hash, 0},
    {"$scr", StemKind::hash, 0},
    {"$apr", StemKind::hash, 0},
    {"$gy$", StemKind::hash, 0},
    {"$pbk", StemKind::hash, 0},
    {"pbkd", StemKind::hash, 0},
    {"{ssh", StemKind::hash, 0},
    {"{sha", StemKind::hash, 0},
    {"scram-", StemKind::hash, 0},
    {":\\/", StemKind::url, 7},
    {"mnem", StemKind::key_word, 4},
    {"saml", StemKind::key_word, 6},
    {"cove", StemKind::key_word, 6},
    {"ckup", StemKind::key_word, 4},
    {"pinc", StemKind::key_word, 1},
    {"otpc", StemKind::key_word, 3},
    {"senh", StemKind::key_word, 2},
    {"paro", StemKind::key_word, 1},
    {"wach", StemKind::key_word, 1},
    {"asen", StemKind::key_word, 1},
    {"mysq", StemKind::command, 4},
    {"aria", StemKind::command, 1},
    {"sshp", StemKind::command, 2},
    {"mong", StemKind::command, 4},
    {"ldap", StemKind::command, 6},
    {"is-c", StemKind::command, 2},
    {"nssl", StemKind::command, 4},
    {"eyge", StemKind::command, 2},
    {"smbc", StemKind::command, 2},
    {"ogin", StemKind::command, 3},
    {"psex", StemKind::command, 1},
    {"7z ", StemKind::command, 7},
    {"sqlp", StemKind::command, 2},
    {"sudo", StemKind::sudo, 2},
    {"ntif", StemKind::sql, 4},
    {"cle:", StemKind::oracle, 4},
    {"-lin", StemKind::putty, 2},
    {"ponl", StemKind::object, 1},
    {"seed", StemKind::key_word, 2},
    {"_pas", StemKind::key_word, 1},
    {"epas", StemKind::key_word, 1},
    {"=pw=", StemKind::quoted_word, 7},
    {" pw=", StemKind::quoted_word, 7},
    {" pw:", StemKind::quoted_word, 7},
    {"\ttru", StemKind::cookie_line, 5},
    {"\tfal", StemKind::cookie_line, 5},
    {"\\ttr", StemKind::cookie_line, 5},
    {"\\tfa", StemKind::cookie_line, 5},
    {"sid=", StemKind::session, 2},
    {"pses", StemKind::session, 1},
    {"jses", StemKind::session, 1},
    {"密码", StemKind::foreign, 0},
    {"口令", StemKind::foreign, 0},
    {"密钥", StemKind::foreign, 0},
    {"秘钥", StemKind::foreign, 0},
    {"パス", StemKind::foreign, 0},
    {"비밀", StemKind::foreign, 0},
    {"паро", StemKind::foreign, 0},
    {"Паро", StemKind::foreign, 0},
    {"ntra", StemKind::foreign, 6},
    {"has\xC5", StemKind::foreign, 4},
    {"l\xC3\xB6s", StemKind::foreign, 3},
    {"\xC5\x9Fi", StemKind::foreign, 0},
};

// Short words count only at the end of a name, before one of these.
constexpr BuiltIn kShort[] = {
    {"psk", StemKind::key_word, 1},   {"pwd", StemKind::key_word, 1},
    {"pin", StemKind::short_word, 1}, {"key", StemKind::key_word, 7},
    {"jwt", StemKind::key_word, 7},   {"sas", StemKind::short_word, 6},
    {"otp", StemKind::short_word, 3}, {"cvv", StemKind::short_word, 3},
    {"dsn", StemKind::short_word, 3}, {"cvc", StemKind::short_word, 3},
    {"kty", StemKind::object, 7},     {"pat", StemKind::short_word, 1},
    {"_pw", StemKind::key_word, 7},   {"\"pw", StemKind::quoted_word, 7},
};
constexpr std::string_view kAfterShort = "\"'`=: \\_-]>)123\n\t\r";

constexpr std::string_view kPercentHigh = "234567";
constexpr std::string_view kPercentLow = "0123456789abcdef";

constexpr char folded(char c) { return static_cast<char>(c | 0x20); }

// The first three bytes without case. Bytes that are no letters lose a bit, too; at() checks them.
std::uint32_t head_of(const char* p) {
  const auto byte = [&](int i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(folded(p[i])));
  };
  return byte(0) | byte(1) << 8 | byte(2) << 16;
}

std::uint8_t slot_of(std::uint32_t head) {
  return static_cast<std::uint8_t>(head * 0x9E3779B1U >> 24);
}

constexpr std::array<bool, 256> make_ends() {
  std::array<bool, 256> ends{};
  for (const char c : kAfterShort) ends[static_cast<unsigned char>(c)] = true;
  return ends;
}
constexpr std::array<bool, 256> kEndsName = make_ends();

}  // namespace

void StemTable::add(std::string_view stem, Fourth fourth, StemKind kind) {
  Entry entry{head_of(stem.data()), fourth, '\0', kind};
  if (fourth == Fourth::this_byte) entry.byte = folded(stem[3]);
  std::uint16_t& first = first_[slot_of(entry.head)];
  next_.push_back(first);
  entries_.push_back(entry);
  first = static_cast<std::uint16_t>(entries_.size());
}

StemTable::StemTable() {
  for (const BuiltIn& stem : kBuiltIn) {
    filter_.add(stem.text, stem.bucket);
    if (stem.text.size() < 3) continue;
    add(stem.text, stem.text.size() > 3 ? Fourth::this_byte : Fourth::anything, stem.kind);
  }
  for (const BuiltIn& stem : kShort) {
    for (const char after : kAfterShort) filter_.add(std::string(stem.text) + after, stem.bucket);
    add(stem.text, Fourth::end_of_name, stem.kind);
  }
  for (const char high : kPercentHigh) {
    for (const char low : kPercentLow) filter_.add(std::string{'%', high, low}, 0);
  }
}

void StemTable::add_custom(std::string_view stem) {
  filter_.add(stem.substr(0, LiteralFilter::kPrint), 6);
  if (stem.size() < 3) return;
  add(stem, stem.size() > 3 ? Fourth::this_byte : Fourth::anything, StemKind::custom_key);
}

namespace {

// Words of text that begin as a stem does: passed, passes, passing, passage, passive.
bool is_text_word(const char* p, std::size_t left) {
  if (left < 6 || folded(p[0]) != 'p' || folded(p[1]) != 'a') return false;
  const char fifth = folded(p[4]);
  return fifth == 'e' || fifth == 'i' || fifth == 'a';
}

}  // namespace

StemKind StemTable::at(std::string_view text, std::size_t at) const {
  const char* p = text.data() + at;
  const std::size_t left = text.size() - at;
  if (left < 3) return StemKind::none;
  if (*p == '%') return is(p[1], kHex) && is(p[2], kHex) ? StemKind::percent : StemKind::none;
  if (*p == '&' && p[1] == '#') return StemKind::entity;
  const std::uint32_t head = head_of(p);
  for (std::uint16_t i = first_[slot_of(head)]; i != 0; i = next_[i - 1U]) {
    const Entry& entry = entries_[i - 1U];
    if (entry.head != head) continue;
    if (entry.fourth == Fourth::anything) return entry.kind;
    if (left < 4 || is_text_word(p, left)) continue;
    const bool fits = entry.fourth == Fourth::this_byte
                          ? folded(p[3]) == entry.byte
                          : kEndsName[static_cast<unsigned char>(p[3])];
    if (fits) return entry.kind;
  }
  return StemKind::none;
}

}  // namespace trace::sanitize
