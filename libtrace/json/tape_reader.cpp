#include "json/tape_reader.h"

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace trace::json {
namespace {

// Longer ones, and those with an exponent, may be too large.
constexpr std::ptrdiff_t kLongestNumber = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The first quote, backslash or control character. The padding holds one.
char* find_special(char* at) {
#ifdef __SSE2__
  const auto quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), last = _mm_set1_epi8(0x1F);
  for (;; at += 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash));
    const auto control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last), bytes);
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(ends, control)));
    if (found != 0) return at + __builtin_ctz(found);
  }
#else
  while (*at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
  return at;
#endif
}

// Four hexadecimal digits; -1: they are not.
int hex4(const char* at) {
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i], small = static_cast<char>(c | 0x20);
    if (is_digit(c))
      value = value * 16 + (c - '0');
    else if (small >= 'a' && small <= 'f')
      value = value * 16 + (small - 'a' + 10);
    else
      return -1;
  }
  return value;
}

char* put_utf8(std::uint32_t code, char* to) {
  const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return to;
}

// The character of an escape without digits; NUL: there is none.
char plain_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

// Decode the escape at `at` to `to`, and move both behind it. False: it is none.
bool unescape(char*& at, char*& to) {
  if (at[1] != 'u') {
    const char c = plain_escape(at[1]);
    if (c == '\0') return false;
    *to++ = c;
    at += 2;
    return true;
  }
  const int first = hex4(at + 2);
  if (first < 0 || (first >= 0xDC00 && first <= 0xDFFF)) return false;
  auto code = static_cast<std::uint32_t>(first);
  at += 6;
  if (first >= 0xD800 && first <= 0xDBFF) {
    const int second = at[0] == '\\' && at[1] == 'u' ? hex4(at + 2) : -1;
    if (second < 0xDC00 || second > 0xDFFF) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<std::uint32_t>(second) - 0xDC00);
    at += 6;
  }
  to = put_utf8(code, to);
  return true;
}

}  // namespace

TapeReader::TapeReader(Document& doc)
    : doc_(doc),
      begin_(doc.copy_.data()),
      end_(doc.copy_.data() + doc.source_.size()),
      at_(doc.copy_.data()) {}

inline void TapeReader::skip_blanks() noexcept {
  while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
}

inline bool TapeReader::add(const Document::Node& node) {
  if (doc_.nodes_.size() >= Document::kMaxNodes) return false;
  doc_.nodes_.push_back(node);
  return true;
}

bool TapeReader::read() {
  skip_blanks();
  if (!value()) return false;
  while (!doc_.open_.empty())
    if (!element()) return false;
  skip_blanks();
  return at_ == end_;
}

// What is next in the innermost open bracket: a member, a value or its end.
bool TapeReader::element() {
  skip_blanks();
  const auto bracket = doc_.open_.back();
  const bool is_object = doc_.nodes_[bracket].kind == Kind::object;
  if (*at_ == (is_object ? '}' : ']')) return close();
  const bool is_first = bracket + 1 == doc_.nodes_.size();
  if (!is_first) {
    if (*at_ != ',') return false;
    ++at_;
    skip_blanks();
  }
  return (!is_object || key()) && value();
}

bool TapeReader::key() {
  if (*at_ != '"' || !string(true)) return false;
  skip_blanks();
  if (*at_ != ':') return false;
  ++at_;
  skip_blanks();
  return true;
}

bool TapeReader::value() {
  switch (*at_) {
    case '"':
      return string(false);
    case '{':
      return open(Kind::object);
    case '[':
      return open(Kind::array);
    case 't':
      return word("true", Kind::boolean, true);
    case 'f':
      return word("false", Kind::boolean, false);
    case 'n':
      return word("null", Kind::null, false);
    default:
      return number();
  }
}

inline bool TapeReader::string(bool is_key) {
  char* const begin = at_ + 1;
  char* const end = find_special(begin);
  if (*end != '"') return escaped_string(begin, end, is_key);
  return add_string(begin, end, end, is_key);
}

bool TapeReader::escaped_string(char* begin, char* at, bool is_key) {
  char* to = at;
  while (*at == '\\') {
    if (!unescape(at, to)) return false;
    char* const next = find_special(at);
    std::memmove(to, at, static_cast<std::size_t>(next - at));
    to += next - at;
    at = next;
  }
  return *at == '"' && add_string(begin, to, at, is_key);
}

inline bool TapeReader::add_string(char* begin, const char* text_end, const char* quote,
                                   bool is_key) {
  const auto text = place(begin);
  const auto size = static_cast<std::uint32_t>(text_end - begin);
  at_ = begin + (quote + 1 - begin);
  return add({Kind::string, is_key, is_key ? tag_of({begin, size}) : std::uint16_t{0}, text - 1,
              place(at_), text, size, static_cast<std::uint32_t>(doc_.nodes_.size() + 1)});
}

// RFC 8259 §6, without exponents.
bool TapeReader::number() {
  char* at = at_;
  if (*at == '-') ++at;
  if (!is_digit(*at)) return false;
  if (*at == '0')
    ++at;
  else
    while (is_digit(*at)) ++at;
  if (*at == '.') {
    if (!is_digit(*++at)) return false;
    while (is_digit(*at)) ++at;
  }
  if (*at == 'e' || *at == 'E' || at - at_ > kLongestNumber) return false;
  const auto begin = place(at_), end = place(at);
  at_ = at;
  return add({Kind::number, false, 0, begin, end, begin, end - begin,
              static_cast<std::uint32_t>(doc_.nodes_.size() + 1)});
}

bool TapeReader::word(std::string_view word, Kind kind, bool truth) {
  if (std::memcmp(at_, word.data(), word.size()) != 0) return false;
  const auto begin = place(at_);
  at_ += word.size();
  return add({kind, truth, 0, begin, place(at_), 0, 0,
              static_cast<std::uint32_t>(doc_.nodes_.size() + 1)});
}

bool TapeReader::open(Kind kind) {
  if (doc_.open_.size() >= Document::kMaxDepth) return false;
  doc_.open_.push_back(static_cast<std::uint32_t>(doc_.nodes_.size()));
  const auto begin = place(at_++);
  return add({kind, false, 0, begin, begin + 1, 0, 0, 0});
}

bool TapeReader::close() {
  auto& node = doc_.nodes_[doc_.open_.back()];
  doc_.open_.pop_back();
  node.end = place(++at_);
  node.next = static_cast<std::uint32_t>(doc_.nodes_.size());
  return true;
}

}  // namespace trace::json
