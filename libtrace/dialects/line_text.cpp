#include "dialects/line_text.h"

#include "base/utf8.h"

#include <array>
#include <utility>

namespace trace::dialects {
namespace {

constexpr char kEscape = '\x1b';

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// `word` begins the text and ends there: `error` does not begin `errors`.
bool begins_with_word(std::string_view text, std::string_view word) {
  return text.starts_with(word) && (text.size() == word.size() || !is_letter(text[word.size()]));
}

// Where a control sequence that begins at `at` ends (ECMA-48 §5.4): parameters, then one letter.
std::size_t sequence_end(std::string_view text, std::size_t at) {
  std::size_t i = at + 1;
  if (i < text.size() && text[i] == '[') {
    for (++i; i < text.size() && text[i] >= 0x20 && text[i] < 0x40; ++i) continue;
  }
  return i < text.size() ? i + 1 : i;
}

}  // namespace

std::string_view trimmed(std::string_view line) noexcept {
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

void append_without_ansi(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t escape = text.find(kEscape, at);
    out.append(text.substr(at, escape == std::string_view::npos ? escape : escape - at));
    if (escape == std::string_view::npos) return;
    at = sequence_end(text, escape);
  }
}

std::string_view glued_object(std::string_view line) noexcept {
  const std::size_t begin = line.find("{\"");
  const std::size_t end = line.rfind('}');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  if (begin == 0 && end + 1 == line.size()) return {};
  return line.substr(begin, end + 1 - begin);
}

model::Level leading_level(std::string_view line) {
  constexpr std::array<std::string_view, 9> kErrors{
      "error", "err:", "fatal", "panic", "traceback", "critical", "exception", "segfault", "oops:"};
  std::string plain;
  append_without_ansi(plain, trimmed(line).substr(0, 64));
  std::string_view text = plain;
  while (!text.empty() && (text.front() == '[' || text.front() == '<' || is_blank(text.front())))
    text.remove_prefix(1);
  const std::string word = lower(text.substr(0, 16));
  for (const auto begin : kErrors)
    if (begins_with_word(word, begin)) return model::Level::error;
  return word.starts_with("warn") ? model::Level::warn : model::Level::info;
}

bool is_word(std::string_view text, std::size_t max) noexcept {
  if (text.empty() || text.size() > max) return false;
  for (const char c : text)
    if ((c >= 0 && c <= ' ') || c == 0x7F) return false;
  return true;
}

std::string one_line(std::string_view text, std::size_t characters) {
  std::string out;
  bool is_blank = false;
  for (std::size_t at = 0; at < text.size() && characters > 0;) {
    const auto c = base::decode_utf8(text, at);
    const std::size_t size = c.size == 0 ? 1 : c.size;
    const auto piece = text.substr(at, size);
    at += size;
    if (c.size == 1 && c.value <= ' ') {
      is_blank = !out.empty();
      continue;
    }
    if (is_blank && --characters == 0) break;
    if (std::exchange(is_blank, false)) out += ' ';
    out += piece;
    --characters;
  }
  return out;
}

}  // namespace trace::dialects
