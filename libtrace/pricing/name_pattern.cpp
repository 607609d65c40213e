#include "pricing/name_pattern.h"

#include <algorithm>

namespace trace::pricing {
namespace {

constexpr int kAllLiteral = 1 << 20;

bool same(char pattern, char c) { return pattern == '#' ? c >= '0' && c <= '9' : pattern == c; }

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && same(pattern[p], name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

int match_closeness(std::string_view pattern, std::string_view name) {
  if (!matches(pattern, name)) return 0;
  const auto stars = std::count(pattern.begin(), pattern.end(), '*');
  const int literal = static_cast<int>(pattern.size()) - static_cast<int>(stars);
  return 1 + literal + (stars == 0 ? kAllLiteral : 0);
}

}  // namespace trace::pricing
