// Which columns of a table fit a terminal, and how wide each may be. No text here, only widths.
// A pure function: safe on any thread.
#pragma once

#include <span>
#include <vector>

namespace trace::formats {

struct ColumnNeed {
  int natural = 0;   // what its widest cell takes
  int minimum = 0;   // what it keeps at least when cells are cut
  int priority = 1;  // the highest leave first; 0 stays
};

constexpr int kColumnGap = 2;

// Return the width of each column so that all with their gaps fit `total` (0: no limit); 0 for a
// column that is left out. Columns leave from the highest priority on, the rightmost first, then
// the widest are cut, never below their minimum.
std::vector<int> lay_out(std::span<const ColumnNeed> needs, int total);

}  // namespace trace::formats
