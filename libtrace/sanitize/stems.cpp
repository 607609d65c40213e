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
// trying: in agents' sessions they let pass a place in 169 bytes, of which three in four are stems.
constexpr BuiltIn kBuiltIn[] = {
    {"pass", StemKind::key_word, 1},
    {"basi", StemKind::bearer, 11},
    {"phra", StemKind::key_word, 2},
    {"secr", StemKind::key_word, 0},
    {"cred", StemKind::key_word, 14},
    {"cook", StemKind::key_word, 0},
    {"conn", StemKind::key_word, 9},
    {"bear", StemKind::bearer, 21},
    {"curl", StemKind::curl, 14},
    {"toke", StemKind::key_word, 0},
    {"auth", StemKind::key_word, 8},
    {"keys", StemKind::key_word, 1},
    {"://", StemKind::url, 13},
    {"sig=", StemKind::url_param, 23},
    {"ure=", StemKind::url_param, 23},
    {"-beg", StemKind::key_block, 7},
    {"-end", StemKind::key_end, 7},
    {"\\u00", StemKind::escape, 23},
    {"\\x2", StemKind::escape, 3},
    {"\\x3", StemKind::escape, 3},
    {"\\x4", StemKind::escape, 3},
    {"\\x5", StemKind::escape, 3},
    {"\\x6", StemKind::escape, 3},
    {"\\x7", StemKind::escape, 3},
    {"ata:", StemKind::event, 6},
    {"&quo", StemKind::entity, 20},
    {"&amp", StemKind::entity, 20},
    {"&#", StemKind::entity, 20},
    {"$2a$", StemKind::hash, 20},
    {"$2b$", StemKind::hash, 20},
    {"$2x$", StemKind::hash, 20},
    {"$2y$", StemKind::hash, 20},
    {"$1$", StemKind::hash, 20},
    {"$5$", StemKind::hash, 20},
    {"$6$", StemKind::hash, 20},
    {"$y$", StemKind::hash, 19},
    {"$arg", StemKind::hash, 20},
    {"$krb", StemKind::hash, 7},
    {"$scr", StemKind::hash, 20},
    {"$apr", StemKind::hash, 20},
    {"$gy$", StemKind::hash, 20},
    {"$pbk", StemKind::hash, 7},
    {"pbkd", StemKind::hash, 14},
    {"{ssh", StemKind::hash, 22},
    {"{sha", StemKind::hash, 2},
    {"scram-", StemKind::hash, 2},
    {":\\/", StemKind::url, 13},
    {"mnem", StemKind::key_word, 12},
    {"saml", StemKind::key_word, 14},
    {"cove", StemKind::key_word, 9},
    {"ckup", StemKind::key_word, 12},
    {"pinc", StemKind::key_word, 3},
    {"otpc", StemKind::key_word, 10},
    {"senh", StemKind::key_word, 8},
    {"paro", StemKind::key_word, 14},
    {"wach", StemKind::key_word, 22},
    {"asen", StemKind::key_word, 22},
    {"mysq", StemKind::command, 15},
    {"aria", StemKind::command, 6},
    {"sshp", StemKind::command, 23},
    {"mong", StemKind::command, 9},
    {"ldap", StemKind::command, 15},
    {"is-c", StemKind::command, 18},
    {"nssl", StemKind::command, 22},
    {"eyge", StemKind::command, 21},
    {"smbc", StemKind::command, 2},
    {"ogin", StemKind::command, 9},
    {"psex", StemKind::command, 3},
    {"7z ", StemKind::command, 19},
    {"sqlp", StemKind::command, 11},
    {"sudo", StemKind::sudo, 14},
    {"ntif", StemKind::sql, 6},
    {"cle:", StemKind::oracle, 12},
    {"-lin", StemKind::putty, 7},
    {"ponl", StemKind::object, 8},
    {"seed", StemKind::key_word, 14},
    {"_pas", StemKind::key_word, 16},
    {"epas", StemKind::key_word, 16},
    {"=pw=", StemKind::quoted_word, 12},
    {" pw=", StemKind::quoted_word, 10},
    {" pw:", StemKind::quoted_word, 10},
    {"\ttru", StemKind::cookie_line, 20},
    {"\tfal", StemKind::cookie_line, 20},
    {"\\ttr", StemKind::cookie_line, 5},
    {"\\tfa", StemKind::cookie_line, 6},
    {"sid=", StemKind::session, 23},
    {"pses", StemKind::session, 3},
    {"jses", StemKind::session, 16},
    {"密码", StemKind::foreign, 19},
    {"口令", StemKind::foreign, 19},
    {"密钥", StemKind::foreign, 19},
    {"秘钥", StemKind::foreign, 19},
    {"パス", StemKind::foreign, 16},
    {"비밀", StemKind::foreign, 19},
    {"паро", StemKind::foreign, 2},
    {"Паро", StemKind::foreign, 2},
    {"ntra", StemKind::foreign, 15},
    {"has\xC5", StemKind::foreign, 1},
    {"l\xC3\xB6s", StemKind::foreign, 16},
    {"\xC5\x9Fi", StemKind::foreign, 20},
};

// Short words count only at the end of a name, before one of these.
constexpr BuiltIn kShort[] = {
    {"psk", StemKind::key_word, 3},    {"pwd", StemKind::key_word, 5},
    {"pin", StemKind::short_word, 3},  {"key", StemKind::key_word, 4},
    {"jwt", StemKind::key_word, 13},   {"sas", StemKind::short_word, 17},
    {"otp", StemKind::short_word, 10}, {"cvv", StemKind::short_word, 17},
    {"dsn", StemKind::short_word, 18}, {"cvc", StemKind::short_word, 17},
    {"kty", StemKind::object, 4},      {"pat", StemKind::short_word, 5},
    {"_pw", StemKind::key_word, 10},   {"\"pw", StemKind::quoted_word, 10},
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
    for (const char low : kPercentLow) filter_.add(std::string{'%', high, low}, 20);
  }
}

void StemTable::add_custom(std::string_view stem) {
  constexpr unsigned kBucket = 23;
  if (stem.size() >= 3) {
    filter_.add(stem.substr(0, LiteralFilter::kPrint), kBucket);
    const Fourth fourth = stem.size() > 3 ? Fourth::this_byte : Fourth::anything;
    return add(stem, fourth, StemKind::custom_key);
  }
  for (const char quote : {'"', '\\', '='}) {  // a short name needs its borders
    for (const std::string lead : {"\"", " ", "\n", "&", "?"}) {
      const std::string whole = lead + std::string(stem) + quote;
      filter_.add(whole, kBucket);
      add(whole, whole.size() > 3 ? Fourth::this_byte : Fourth::anything, StemKind::quoted_word);
    }
  }
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
