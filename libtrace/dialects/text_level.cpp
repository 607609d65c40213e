#include "dialects/text_level.h"

#include "dialects/line_text.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace trace::dialects {
namespace {

using model::Level;

constexpr auto kWords = std::to_array<std::pair<std::string_view, Level>>({
    {"verbose", Level::debug}, {"fine", Level::debug},       {"finer", Level::debug},
    {"finest", Level::debug},  {"dbg", Level::debug},        {"debg", Level::debug},
    {"inf", Level::info},      {"information", Level::info}, {"stats", Level::info},
    {"success", Level::info},  {"wrn", Level::warn},         {"severe", Level::error},
    {"emerg", Level::error},   {"emergency", Level::error},  {"alert", Level::error},
    {"crit", Level::error},    {"eror", Level::error},       {"ftl", Level::error},
    {"dpanic", Level::error},
});

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c); }

// A word of the text and what stands before it.
struct Word {
  std::string_view text;
  char before = '\0';
  bool is_upper = false;
};

// Take the next run of letters and digits.
Word take_word(std::string_view& text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_letter(text[begin]) && !is_digit(text[begin])) ++begin;
  std::size_t end = begin;
  bool upper = true;
  for (; end < text.size() && (is_letter(text[end]) || is_digit(text[end])); ++end)
    upper = upper && !is_lower(text[end]);
  const Word word{text.substr(begin, end - begin), begin > 0 ? text[begin - 1] : '\0', upper};
  text.remove_prefix(end);
  return word;
}

// `E1120 03:00:00.123456`: severity and day, as klog and glog write them.
std::optional<Level> glog_level(std::string_view text) {
  if (text.size() < 6 || text[5] != ' ' || !std::all_of(&text[1], &text[5], is_digit))
    return std::nullopt;
  switch (text[0]) {
    case 'I':
      return Level::info;
    case 'W':
      return Level::warn;
    case 'E':
    case 'F':
      return Level::error;
    default:
      return std::nullopt;
  }
}

// `error_count=0` begins with a name, not with a level.
bool begins_with_word(std::string_view text) {
  const auto word = take_word(text);
  return word.text.empty() || text.empty() || (text.front() != '_' && text.front() != '=');
}

// A level in capitals or brackets; in small letters only at the begin, and not as a plain word.
std::optional<Level> marked_level(const Word& word, std::string_view rest, bool is_first) {
  const char after = rest.empty() ? '\0' : rest.front();
  const bool is_marked = word.is_upper || word.before == '[' || word.before == '<' || is_first;
  if (!is_marked || after == '=' || after == '_' || word.text.size() < 3) return std::nullopt;
  if (is_first && !word.is_upper && word.before == '\0' && after == ' ') return std::nullopt;
  return level_of_word(word.text);
}

std::optional<Level> assigned_level(std::string_view text) {
  for (const std::string_view key : {"level=", "lvl=", "severity="}) {
    const auto at = text.find(key);
    if (at == std::string_view::npos || (at > 0 && is_letter(text[at - 1]))) continue;
    auto rest = text.substr(at + key.size());
    return level_of_word(take_word(rest).text);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Level> level_of_word(std::string_view word) {
  constexpr std::size_t kLongest = 16;
  std::string lower(word.substr(0, kLongest));
  for (char& c : lower) c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  // `debug5` of databases, `info+1` of slog.
  while (!lower.empty() && is_digit(lower.back())) lower.pop_back();
  if (!lower.empty() && (lower.back() == '+' || lower.back() == '-')) lower.pop_back();
  if (const auto level = model::parse_level(lower)) return level;
  for (const auto& [text, level] : kWords)
    if (text == lower) return level;
  return std::nullopt;
}

std::optional<Level> text_level(std::string_view text) {
  constexpr int kWordsSeen = 4;
  constexpr std::size_t kSeen = 200;
  std::string plain;
  append_without_ansi(plain, trimmed(text).substr(0, kSeen));
  if (begins_with_word(plain))
    if (const auto level = leading_level(plain); level != Level::info) return level;
  if (const auto level = glog_level(plain)) return level;
  if (const auto level = assigned_level(plain)) return level;
  std::string_view rest = plain;
  for (int seen = 0; seen < kWordsSeen && !rest.empty();) {
    const auto word = take_word(rest);
    if (word.text.empty() || is_digit(word.text.front())) continue;
    const bool is_first = seen++ == 0;
    if (const auto level = marked_level(word, rest, is_first)) return level;
  }
  return std::nullopt;
}

bool continues(std::string_view line) noexcept {
  if (line.empty()) return false;
  if (line.front() == ' ' || line.front() == '\t') return true;
  for (const std::string_view begin : {"Caused by:", "at ", "goroutine ", "During handling of",
                                       "The above exception was", "stack backtrace:"})
    if (line.starts_with(begin)) return true;
  const auto text = trimmed(line);
  return text == "}" || text == ")" || text == "]" || text == "},";
}

bool names_exception(std::string_view line) noexcept {
  const auto end = std::min(line.find(':'), line.size());
  const auto name = trimmed(line.substr(0, end));
  if (name.empty() || name.find(' ') != std::string_view::npos) return false;
  for (const std::string_view suffix : {"Error", "Exception", "Warning", "Interrupt", "Exit"})
    if (name.ends_with(suffix)) return true;
  return false;
}

}  // namespace trace::dialects
