// A cursor over a short text that a person typed: numbers, single characters, words.
// Internal to calendar/. The text must outlive the scanner; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::calendar {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  // Take one character when it is `c`.
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // Skip blanks; say whether there were any.
  bool blanks();
  // Take exactly `digits` digits.
  std::optional<int> fixed_number(int digits);
  // Take all digits that follow; nothing when there are none or they pass 18.
  std::optional<std::int64_t> number();
  // Take the letters that follow, which may be none.
  std::string_view letters();
  // Take `.digits` as microseconds of a second; 0 when there is no fraction, nothing for a bare
  // dot.
  std::optional<int> fraction();

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace trace::calendar
