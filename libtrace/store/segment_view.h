// What is counted of a segment: which of its rows, and its columns as they are packed. Dies with
// the bytes of the segment. One thread.
#pragma once

#include "store/column_codec.h"
#include "store/segment_table.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace trace::store {

// The values of a dimension: the same for all rows, or one for each, or those of a column.
struct KeyColumn {
  std::optional<std::int64_t> only;
  std::vector<std::int64_t> values;
  PackedColumn column;
  std::function<std::int64_t(std::int64_t)> shown;  // of a value of the column; null: itself
};

struct SegmentView {
  PickedRows rows;
  std::vector<KeyColumn> keys;
  std::array<PackedColumn, kSegmentColumns> columns;  // those that are needed
  bool only_reported = false;                         // costs that were not reported are unknown
  std::vector<std::uint32_t> picked;                  // room of `rows`
  std::vector<char> is_wanted;                        // room

  const PackedColumn& of(SegmentColumn column) const {
    return columns[static_cast<std::size_t>(column)];
  }
};

}  // namespace trace::store
