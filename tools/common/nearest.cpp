#include "common/nearest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace trace::cli {
namespace {

constexpr std::size_t kMostErrors = 2;
constexpr std::size_t kLongestWord = 64;

// Levenshtein distance where swapping two neighbours counts once (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + differs});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> known) {
  if (typed.empty() || typed.size() > kLongestWord) return {};
  std::string_view best;
  std::size_t best_distance = kMostErrors + 1;
  for (const std::string_view word : known) {
    const std::size_t errors = distance(typed, word);
    if (errors >= best_distance || errors >= word.size()) continue;
    best = word;
    best_distance = errors;
  }
  return best;
}

}  // namespace trace::cli
