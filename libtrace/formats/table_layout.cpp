#include "formats/table_layout.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace trace::formats {
namespace {

int width_of(std::span<const ColumnNeed> needs, const std::vector<int>& kept, bool cut) {
  int width = -kColumnGap;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (kept[i] == 0) continue;
    width += kColumnGap + (cut ? std::min(needs[i].minimum, needs[i].natural) : needs[i].natural);
  }
  return width;
}

// The column to leave next: highest priority, then rightmost.
std::optional<std::size_t> first_to_leave(std::span<const ColumnNeed> needs,
                                          const std::vector<int>& kept) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (kept[i] == 0 || needs[i].priority == 0) continue;
    if (!found || needs[i].priority >= needs[*found].priority) found = i;
  }
  return found;
}

// Take one column's worth from the widest that can still give.
bool shrink_widest(std::span<const ColumnNeed> needs, std::vector<int>& widths) {
  std::optional<std::size_t> widest;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (widths[i] <= needs[i].minimum || widths[i] <= 1) continue;
    if (!widest || widths[i] > widths[*widest]) widest = i;
  }
  if (widest) --widths[*widest];
  return widest.has_value();
}

}  // namespace

std::vector<int> lay_out(std::span<const ColumnNeed> needs, int total) {
  std::vector<int> widths;
  for (const ColumnNeed& need : needs) widths.push_back(std::max(need.natural, 1));
  if (total <= 0) return widths;
  while (width_of(needs, widths, true) > total) {
    const auto leaving = first_to_leave(needs, widths);
    if (!leaving) break;
    widths[*leaving] = 0;
  }
  int excess = width_of(needs, widths, false) - total;
  while (excess > 0 && shrink_widest(needs, widths)) --excess;
  for (std::size_t i = widths.size(); i-- > 0 && excess > 0;) {  // narrower than all minima: cut on
    const int given = std::min(excess, std::max(widths[i] - 1, 0));
    widths[i] -= given;
    excess -= given;
  }
  return widths;
}

}  // namespace trace::formats
