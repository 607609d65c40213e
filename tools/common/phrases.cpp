#include "common/phrases.h"

#include <array>
#include <optional>
#include <vector>

namespace trace::cli {
namespace {

using Gaps = std::vector<std::string_view>;

struct Separator {
  std::string_view english, chinese;
};
constexpr std::array kSeparators{Separator{": ", "："}, Separator{"; ", "；"},
                                 Separator{", ", "，"}, Separator{" ", ""}};

// The separator that `text` begins with; a blank is one before a parenthesis only.
const Separator* separator_at(std::string_view text) {
  for (const Separator& each : kSeparators)
    if (text.starts_with(each.english) && (each.english != " " || text.starts_with(" (")))
      return &each;
  return nullptr;
}

bool ends_clause(std::string_view text) {
  return text.empty() || text.starts_with(": ") || text.starts_with("; ");
}

bool is_digit(char c) { return (c >= '0' && c <= '9') || c == '.'; }

// One try to fit a phrase to the beginning of a text.
class Fit {
 public:
  explicit Fit(std::string_view phrase) : phrase_(phrase) {}

  // Return how much of the text it covers.
  std::optional<std::size_t> cover(std::string_view text) {
    whole_ = text;
    return fits(0, 0) ? std::optional(end_) : std::nullopt;
  }
  const Gaps& gaps() const { return gaps_; }

 private:
  bool fits(std::size_t at, std::size_t pos) {
    while (at < phrase_.size()) {
      const std::string_view rest = phrase_.substr(at);
      if (rest.starts_with("{n}")) return fits_number(at + 3, pos);
      if (rest.starts_with("{}")) return fits_text(at + 2, pos);
      if (rest.starts_with("(s)")) {
        if (pos < whole_.size() && whole_[pos] == 's' && fits(at + 3, pos + 1)) return true;
        at += 3;
        continue;
      }
      if (pos >= whole_.size() || whole_[pos] != phrase_[at]) return false;
      ++at;
      ++pos;
    }
    end_ = pos;
    return pos == whole_.size() || separator_at(whole_.substr(pos)) != nullptr;
  }

  bool fits_number(std::size_t at, std::size_t pos) {
    std::size_t size = 0;
    while (pos + size < whole_.size() && is_digit(whole_[pos + size])) ++size;
    return size > 0 && fill(at, pos, size);
  }

  // The shortest text that lets the rest fit; outside of quotes it stays within its clause.
  bool fits_text(std::size_t at, std::size_t pos) {
    const bool is_quoted = at >= 3 && phrase_[at - 3] == '\'';
    for (std::size_t size = 1; pos + size <= whole_.size(); ++size) {
      const bool ends = ends_clause(whole_.substr(pos + size));
      if ((at < phrase_.size() || ends) && fill(at, pos, size)) return true;
      if (ends && !is_quoted) return false;
    }
    return false;
  }

  bool fill(std::size_t at, std::size_t pos, std::size_t size) {
    gaps_.push_back(whole_.substr(pos, size));
    if (fits(at, pos + size)) return true;
    gaps_.pop_back();
    return false;
  }

  std::string_view phrase_, whole_;
  Gaps gaps_;
  std::size_t end_ = 0;
};

void append_filled(std::string& out, std::string_view chinese, const Gaps& gaps) {
  std::size_t next = 0;
  for (std::size_t at = 0; at < chinese.size(); ++at) {
    const bool is_gap = chinese.substr(at).starts_with("{}") && next < gaps.size();
    if (!is_gap) {
      out += chinese[at];
      continue;
    }
    out += gaps[next++];
    ++at;
  }
}

// Append the phrase that `text` begins with; return how much of it that is, 0 when none fits.
std::size_t append_phrase(std::string& out, std::string_view text) {
  for (const auto table : {phrases_of_faults(), phrases_of_use()})
    for (const Phrase& phrase : table) {
      Fit fit(phrase.english);
      const auto covered = fit.cover(text);
      if (!covered) continue;
      append_filled(out, phrase.chinese, fit.gaps());
      return *covered;
    }
  return 0;
}

std::size_t next_separator(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && separator_at(text.substr(at)) == nullptr) ++at;
  return at;
}

}  // namespace

Language language_of(const Environment& environment) {
  for (const auto* name : {"TRACE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"})
    if (const auto value = environment.get_filled(name))
      return value->starts_with("zh") ? Language::chinese : Language::english;
  return Language::english;
}

Translation in_chinese(std::string_view message) {
  Translation out;
  while (!message.empty()) {
    std::size_t size = append_phrase(out.text, message);
    if (size == 0) {
      size = next_separator(message);
      out.text += message.substr(0, size);
      out.is_whole = false;
    }
    message.remove_prefix(size);
    const Separator* separator = separator_at(message);
    if (separator == nullptr) continue;
    out.text += separator->chinese;
    message.remove_prefix(separator->english.size());
  }
  return out;
}

}  // namespace trace::cli
