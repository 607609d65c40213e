#include "search/words.h"

#include "base/utf8.h"

#include <array>
#include <string>

namespace trace::search {
namespace {

enum class Sign { gap, letter, pair };

struct Range {
  char32_t first, last;
};

// Unicode blocks of scripts that are written without blanks, letters and digits of full width left
// out.
constexpr std::array<Range, 15> kPairs{{{0x0E00, 0x0EFF},
                                        {0x1000, 0x109F},
                                        {0x1100, 0x11FF},
                                        {0x1780, 0x17FF},
                                        {0x2E80, 0x2FDF},
                                        {0x3005, 0x3007},
                                        {0x3040, 0x30FF},
                                        {0x3130, 0x318F},
                                        {0x31F0, 0x31FF},
                                        {0x3400, 0x4DBF},
                                        {0x4E00, 0x9FFF},
                                        {0xA960, 0xA97F},
                                        {0xAC00, 0xD7FF},
                                        {0xF900, 0xFAFF},
                                        {0x20000, 0x3FFFF}}};
// Beyond ASCII, what is neither a letter nor a digit.
constexpr std::array<Range, 9> kGaps{{{0x80, 0xA9},
                                      {0xAB, 0xB4},
                                      {0xB6, 0xB9},
                                      {0xBB, 0xBF},
                                      {0xD7, 0xD7},
                                      {0xF7, 0xF7},
                                      {0x2000, 0x2BFF},
                                      {0x3000, 0x303F},
                                      {0xFE10, 0xFE6F}}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  for (const Range& range : ranges)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

Sign sign_of(char32_t c) {
  if (c < 0x80) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') ? Sign::letter : Sign::gap;
  }
  if (is_in(kPairs, c) || (c >= 0xFF66 && c <= 0xFF9F)) return Sign::pair;
  const bool is_wide_mark = c >= 0xFF00 && c <= 0xFFEF && !(c >= 0xFF10 && c <= 0xFF19) &&
                            !(c >= 0xFF21 && c <= 0xFF3A) && !(c >= 0xFF41 && c <= 0xFF5A);
  return is_in(kGaps, c) || is_wide_mark || (c >= 0xE000 && c <= 0xF8FF) ? Sign::gap : Sign::letter;
}

// Capitals `first` to `last`, one in `step`, and how far behind each its small letter is.
struct Capitals {
  char32_t first, last;
  unsigned step;
  int distance;
};
// Latin, Greek, Cyrillic, Armenian and full width, one character each: the simple foldings of
// Unicode's CaseFolding.txt for these blocks.
constexpr std::array<Capitals, 26> kCapitals{
    {{'A', 'Z', 1, 32},      {0xC0, 0xD6, 1, 32},    {0xD8, 0xDE, 1, 32},   {0x100, 0x12E, 2, 1},
     {0x132, 0x136, 2, 1},   {0x139, 0x147, 2, 1},   {0x14A, 0x176, 2, 1},  {0x178, 0x178, 1, -121},
     {0x179, 0x17D, 2, 1},   {0x1A0, 0x1A4, 2, 1},   {0x1AF, 0x1AF, 1, 1},  {0x1CD, 0x1DB, 2, 1},
     {0x386, 0x386, 1, 38},  {0x388, 0x38A, 1, 37},  {0x38C, 0x38C, 1, 64}, {0x38E, 0x38F, 1, 63},
     {0x391, 0x3A1, 1, 32},  {0x3A3, 0x3AB, 1, 32},  {0x3C2, 0x3C2, 1, 1},  {0x400, 0x40F, 1, 80},
     {0x410, 0x42F, 1, 32},  {0x460, 0x480, 2, 1},   {0x48A, 0x4BE, 2, 1},  {0x531, 0x556, 1, 48},
     {0x1E00, 0x1E94, 2, 1}, {0xFF21, 0xFF3A, 1, 32}}};

char32_t lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0x1EA0 && c <= 0x1EFF) return c | 1U;  // Vietnamese
  for (const Capitals& some : kCapitals)
    if (c >= some.first && c <= some.last && (c - some.first) % some.step == 0)
      return static_cast<char32_t>(static_cast<int>(c) + some.distance);
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | (c >> 6U));
  } else {
    if (c < 0x10000) put(0xE0 | (c >> 12U));
    if (c >= 0x10000) put(0xF0 | (c >> 18U)), put(0x80 | ((c >> 12U) & 0x3FU));
    put(0x80 | ((c >> 6U) & 0x3FU));
  }
  put(0x80 | (c & 0x3FU));
}

class Splitter {
 public:
  Splitter(std::string_view text, bool is_query, const Word& f)
      : text_(text), is_query_(is_query), f_(f) {}

  void run() {
    for (std::size_t at = 0; at < text_.size() && goes_on_;) {
      const auto c = base::decode_utf8(text_, at);
      const std::size_t size = c.size == 0 ? 1 : c.size;
      const Sign sign = c.size == 0 ? Sign::gap : sign_of(c.value);
      if (sign != Sign::letter) end_word(at);
      if (sign != Sign::pair) end_pairs(at);
      if (sign == Sign::letter) add_letter(c.value, at);
      if (sign == Sign::pair) add_sign(at, at + size);
      at += size;
    }
    if (goes_on_) end_word(text_.size());
    if (goes_on_) end_pairs(text_.size());
  }

 private:
  void add_letter(char32_t c, std::size_t at) {
    if (word_.empty()) begin_ = at;
    append_utf8(word_, lower(c));
  }
  void end_word(std::size_t at) {
    if (word_.empty()) return;
    say(word_, begin_, at);
    word_.clear();
  }
  void add_sign(std::size_t begin, std::size_t end) {
    if (signs_++ > 0)
      say(text_.substr(last_, end - last_), last_, end);
    else if (waits_)
      tell_waiting();
    last_ = begin;
  }
  // The last sign of a run, alone. In a query it waits for a word behind it: without one, the pair
  // before says the same.
  void end_pairs(std::size_t end) {
    if (signs_ == 0) return;
    waits_ = is_query_ && signs_ > 1;
    waiting_end_ = end;
    signs_ = 0;
    if (!waits_) say(text_.substr(last_, end - last_), last_, end);
  }
  void tell_waiting() {
    waits_ = false;
    say(text_.substr(last_, waiting_end_ - last_), last_, waiting_end_);
  }
  void say(std::string_view word, std::size_t begin, std::size_t end) {
    if (waits_) tell_waiting();
    goes_on_ = goes_on_ && f_(word, begin, end);
  }

  std::string_view text_;
  bool is_query_;
  const Word& f_;
  bool goes_on_ = true;
  std::string word_;
  std::size_t begin_ = 0, signs_ = 0, last_ = 0;
  bool waits_ = false;  // the sign at last_, up to waiting_end_
  std::size_t waiting_end_ = 0;
};

}  // namespace

void each_word(std::string_view text, bool is_query, const Word& f) {
  Splitter(text, is_query, f).run();
}

bool ends_with_lone_sign(std::string_view text) {
  std::size_t run = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode_utf8(text, at);
    const Sign sign = c.size == 0 ? Sign::gap : sign_of(c.value);
    if (sign == Sign::pair)
      ++run;
    else if (sign == Sign::letter)
      run = 0;
    else
      run = run == 1 && at + (c.size == 0 ? 1 : c.size) >= text.size() ? 1 : 0;
    at += c.size == 0 ? 1 : c.size;
  }
  return run == 1;
}

}  // namespace trace::search
