#include "search/snippet.h"

#include "search/words.h"

#include "base/utf8.h"

#include <algorithm>
#include <vector>

namespace trace::search {
namespace {

struct Mark {
  std::size_t begin, end;
};

bool is_meant(std::string_view word, std::span<const Term> terms) {
  return std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
    return term.is_prefix ? word.starts_with(term.word) : word == term.word;
  });
}

// A prefix that is one sign marks the sign and not the pair that it begins.
std::size_t end_of(std::string_view word, std::size_t begin, std::size_t end,
                   std::span<const Term> terms) {
  std::size_t longest = 0;
  for (const Term& term : terms) {
    if (!term.is_prefix && word == term.word) return end;
    if (term.is_prefix && word.starts_with(term.word))
      longest = std::max(longest, term.word.size());
  }
  const bool is_sign = longest >= 3 && longest < word.size() && word.size() <= 8 &&
                       static_cast<unsigned char>(word.front()) >= 0xE0;
  return is_sign ? begin + longest : end;
}

std::vector<Mark> marks_of(std::string_view text, std::span<const Term> terms, std::size_t width) {
  std::vector<Mark> marks;
  each_word(text, false, [&](std::string_view word, std::size_t begin, std::size_t end) {
    if (!marks.empty() && begin > marks.front().begin + width) return false;
    if (!is_meant(word, terms)) return true;
    const std::size_t last = end_of(word, begin, end, terms);
    if (!marks.empty() && begin <= marks.back().end)
      marks.back().end = std::max(marks.back().end, last);
    else
      marks.push_back({begin, last});
    return true;
  });
  return marks;
}

void append_folded(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool is_blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!is_blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
}

std::size_t at_character(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) ++at;
  return std::min(at, text.size());
}

}  // namespace

std::string snippet(std::string_view text, std::span<const Term> terms, std::size_t width) {
  const auto marks = marks_of(text, terms, width);
  const std::size_t first = marks.empty() ? 0 : marks.front().begin;
  const std::size_t begin = at_character(text, first > width / 3 ? first - width / 3 : 0);
  const std::size_t end = at_character(text, std::max(begin + width, first));
  std::string out = begin > 0 ? "…" : "";
  std::size_t at = begin;
  for (const Mark& mark : marks) {
    if (mark.end > end) break;
    append_folded(out, text.substr(at, mark.begin - at));
    out += '[';
    append_folded(out, text.substr(mark.begin, mark.end - mark.begin));
    out += ']';
    at = mark.end;
  }
  append_folded(out, text.substr(at, end - std::min(at, end)));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (end < text.size() && !text.substr(end).empty()) out += "…";
  return out;
}

}  // namespace trace::search
