#include "calendar/scanner.h"

namespace trace::calendar {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool Scanner::blanks() {
  const std::size_t before = at_;
  while (peek() == ' ' || peek() == '\t') ++at_;
  return at_ > before;
}

std::optional<int> Scanner::fixed_number(int digits) {
  int value = 0;
  for (int i = 0; i < digits; ++i) {
    if (!is_digit(peek())) return std::nullopt;
    value = value * 10 + (text_[at_++] - '0');
  }
  return value;
}

std::optional<std::int64_t> Scanner::number() {
  std::int64_t value = 0;
  int digits = 0;
  for (; is_digit(peek()); ++digits) {
    if (digits == 18) return std::nullopt;
    value = value * 10 + (text_[at_++] - '0');
  }
  if (digits == 0) return std::nullopt;
  return value;
}

std::string_view Scanner::letters() {
  const std::size_t start = at_;
  while (is_letter(peek())) ++at_;
  return text_.substr(start, at_ - start);
}

std::optional<int> Scanner::fraction() {
  if (!take('.')) return 0;
  if (!is_digit(peek())) return std::nullopt;
  int value = 0;
  int weight = 100'000;
  for (; is_digit(peek()); weight /= 10) value += weight * (text_[at_++] - '0');
  return value;
}

}  // namespace trace::calendar
