// Random words that stand beside a telling word without any assignment: `deepgram token d3ad…`,
// `toggl-KEY-abcd…`, `key: d3ad…`.
#include "sanitize/bytes.h"
#include "sanitize/providers.h"
#include "sanitize/scan.h"
#include "sanitize/secret_value.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kMinRandom = 14;
constexpr std::size_t kGapReach = 12;
constexpr std::size_t kWordReach = 48;
constexpr std::size_t kLongest = 1024;
constexpr std::string_view kCapitals[] = {"PRIVATE", "SECRET", "TOKEN", "ACCESS", "KEY"};

bool is_gap(char c) {
  return is(c, kSpace | kQuote | kDash) || c == ':' || c == '=' || c == '.' || c == ',' ||
         c == '>' || c == '(' || c == '\\' || c == '|';
}

// `"name": "run"`: the name has been judged by the rules for keys.
bool is_json_value(std::string_view text, std::size_t begin) {
  if (begin < 4 || text[begin - 1] != '"') return false;
  std::size_t i = begin - 1;
  while (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\\')) --i;
  if (i == 0 || text[i - 1] != ':') return false;
  return i >= 2 && text[i - 2] == '"';
}

// A bare number of a JSON text has been judged by the rules for keys.
bool is_json_number(Scan& scan, std::size_t begin, std::string_view value) {
  if (!std::all_of(value.begin(), value.end(), [](char c) { return is(c, kDigit); })) return false;
  while (begin > 0 && is(scan.text[begin - 1], kSpace)) --begin;
  return begin > 0 &&
         std::string_view(":,[").find(scan.text[begin - 1]) != std::string_view::npos &&
         scan.is_json();
}

// `"deepgram": "run"`: the name alone is that of a vendor.
bool names_vendor(std::string_view text, std::size_t begin) {
  const std::size_t colon = text.rfind(':', begin);
  std::size_t end = colon;
  while (end > 0 && (is(text[end - 1], kQuote | kSpace) || text[end - 1] == '\\')) --end;
  std::size_t name = end;
  while (name > 0 && end - name < 32 && is(text[name - 1], kToken)) --name;
  return find_provider(text.substr(name, end - name)) == ProviderName::distinct;
}

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Read the word that ends before `at`, over a gap.
Word word_before(std::string_view text, std::size_t at) {
  const std::size_t gap_limit = at > kGapReach ? at - kGapReach : 0;
  std::size_t end = at;
  while (end > gap_limit) {
    if (is_gap(text[end - 1])) {
      --end;
    } else if (end >= 2 && is_escape_letter(text, end - 1)) {
      end -= 2;
    } else {
      break;
    }
  }
  const std::size_t limit = end > kWordReach ? end - kWordReach : 0;
  std::size_t begin = end;
  while (begin > limit && (is(text[begin - 1], kToken) || text[begin - 1] == '.')) --begin;
  if (end == at && begin == end) return {at, at};
  while (begin < end && is_escape_letter(text, begin)) ++begin;
  return {begin, end};
}

std::string_view slice(std::string_view text, Word word) {
  return text.substr(word.begin, word.end - word.begin);
}

bool speaks_of_secret(std::string_view text, Word word) {
  const std::string_view name = slice(text, word);
  if (name.empty() || is_harmless_name(name)) return false;
  if (!is_secret_word(name)) return false;
  const Word before = word_before(text, word.begin);
  return before.begin == before.end ||
         !is_harmless_name(text.substr(before.begin, word.end - before.begin));
}

// Digests and ids are random too: a vendor's name beside them says nothing.
bool is_digest_or_id(std::string_view value) {
  if (is_uuid(value)) return true;
  const bool hex = std::all_of(value.begin(), value.end(), [](char c) { return is(c, kHex); });
  return hex &&
         (value.size() == 40 || value.size() == 64 || value.size() == 32 || value.size() == 128);
}

bool names_provider(std::string_view text, Word word, std::string_view value) {
  for (int i = 0; i < 5 && word.begin < word.end; ++i) {
    const ProviderName known = find_provider(slice(text, word));
    if (known == ProviderName::plain) return looks_random(value, 18) && !is_digest_or_id(value);
    if (known == ProviderName::distinct) return looks_random(value, 16);
    word = word_before(text, word.begin);
  }
  return false;
}

// Letters of one case and digits, nothing else.
bool is_plain(std::string_view value) {
  std::uint8_t kinds = 0;
  for (const char c : value) {
    if (!is(c, kAlnum) && c != '=') return false;
    kinds =
        static_cast<std::uint8_t>(kinds | (kByteClasses[static_cast<unsigned char>(c)] & kLetter));
  }
  if (value.size() < 16) return false;
  if (kinds != kLetter) return true;
  std::size_t capitals = 0;  // in a row: no writing of names has so many
  for (std::size_t i = 0; i < value.size() && capitals < 5; ++i) {
    capitals = is(value[i], kUpper) ? capitals + 1 : 0;
  }
  return capitals == 5;
}

// `deepgram secret`, `deepgramToken`: then the word need not look random.
bool follows_provider(std::string_view text, Word word) {
  const Word beside = word_before(text, word.begin);
  if (find_provider(slice(text, beside)) == ProviderName::distinct) return true;
  const std::size_t begin = word.begin > kWordReach ? word.begin - kWordReach : 0;
  const std::string_view before = text.substr(begin, word.end - begin);
  const std::size_t border = before.substr(0, word.begin - begin).find_last_of("\"'\n");
  return names_distinct_provider(before.substr(border == std::string_view::npos ? 0 : border + 1));
}

// versioneyePRIVATEversioneye_KEY: a vendor and a telling word without any border.
bool is_glued_name(std::string_view head) {
  const bool telling = std::any_of(std::begin(kCapitals), std::end(kCapitals), [&](auto word) {
    return head.find(word) != std::string_view::npos;
  });
  if (!telling) return false;
  for (std::size_t size = 4; size <= std::min<std::size_t>(head.size(), 24); ++size) {
    if (find_provider(head.substr(0, size)) == ProviderName::distinct) return true;
  }
  return false;
}

constexpr std::uint32_t letter_set(std::string_view letters) {
  std::uint32_t set = 0;
  for (const char c : letters) set |= 1U << (c - 'a');
  return set;
}
constexpr std::uint32_t kTellingEnds = letter_set("yntsehikrxdpo");

// Tell whether a word of text may end before `at`, and not a group of hexadecimal digits. The last
// letters are those of key, token, secret, access, private, auth and of most names.
bool may_end_telling(std::string_view text, std::size_t at) {
  if (at < 3 || !is(text[at - 1], kLetter) || !is(text[at - 2], kLetter)) return false;
  if ((kTellingEnds >> (lower(text[at - 1]) - 'a') & 1) == 0) return false;
  return !is(text[at - 1], kHex) || !is(text[at - 2], kHex) || !is(text[at - 3], kHex);
}

// secret-abcdef0123…: the telling word is the head of the run itself.
bool split_run(Scan& scan, std::size_t begin, std::size_t end,
               std::span<const std::uint32_t> parts) {
  for (const std::uint32_t part : parts) {
    const std::size_t at = begin + part;
    if (part > kWordReach || at + kMinRandom > end) return false;
    if (!may_end_telling(scan.text, at - 1)) continue;
    const std::string_view head = scan.text.substr(begin, part - 1);
    const std::string_view tail = scan.text.substr(at, end - at);
    if (!looks_random(tail, kMinRandom)) continue;
    const bool telling = is_secret_word(head) && !is_harmless_name(head);
    if (!telling && find_provider(head) != ProviderName::distinct && !is_glued_name(head)) continue;
    scan.add(CodeRule::context, at, end, Fill::partial, begin);
    return true;
  }
  return false;
}

}  // namespace

void scan_context(Scan& scan, std::size_t begin, std::size_t end,
                  std::span<const std::uint32_t> parts) {
  const std::string_view text = scan.text;
  const bool json_value = is_json_value(text, begin);
  if (json_value && end - begin == 36 && is_uuid(text.substr(begin, 36))) {
    if (!names_vendor(text, begin)) return;
  } else if (split_run(scan, begin, end, parts) || (json_value && !names_vendor(text, begin))) {
    return;
  }
  end = scan.walks.wide.end(text, begin);
  if (end >= begin + kLongest) return;  // a file in base64, or the like
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '/')) --end;
  const std::string_view value = text.substr(begin, end - begin);
  if (is_placeholder(value) || is_json_number(scan, begin, value)) return;
  const bool random = looks_random(value, kMinRandom);
  if (!random && !is_plain(value) && !is_drawn_word(value)) return;
  if (text.substr(end).starts_with("***") || (begin >= 3 && text.substr(begin - 3, 3) == "***"))
    return;
  const Word word = word_before(text, begin);
  if (word.begin == word.end) return;
  const bool secret = speaks_of_secret(text, word);
  if (!random && !(secret && follows_provider(text, word))) return;
  if (!secret && !names_provider(text, word, value)) return;
  scan.add(CodeRule::context, begin, end, Fill::partial, word.begin);
}

}  // namespace trace::sanitize
