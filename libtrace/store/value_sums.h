// Sums of values by group, and how values are spread: the inner loops of segment_groups.h. One
// thread.
#pragma once

#include "store/column_codec.h"
#include "store/sketch.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace trace::store {

// The group of each row; all rows are of group 0 where there is but one.
struct RowGroups {
  std::vector<std::uint32_t> of_row;
  bool is_one = false;
};

struct ValueSum {
  std::int64_t sum = 0, known = 0;
  void add(const ValueSum& other) {
    sum += other.sum;
    known += other.known;
  }
  std::optional<std::int64_t> value() const {
    if (known == 0) return std::nullopt;
    return sum;
  }
};

// Add the values of the rows to the sums of their groups; missing ones are not known.
void add_values(const PackedColumn& column, const PickedRows& rows, const RowGroups& groups,
                std::vector<ValueSum>& sums);

// How the values of each group are spread, in the buckets of a Sketch.
class ValueSpreads {
 public:
  ValueSpreads();
  void grow(std::size_t groups);
  void add(const PackedColumn& column, const PickedRows& rows, const RowGroups& groups);
  // Add a group of another to one of these.
  void add(const ValueSpreads& other, std::size_t from, std::size_t to);
  Sketch sketch(std::size_t group) const;
  const ValueSum& sum(std::size_t group) const { return sums_[group]; }

 private:
  std::vector<std::uint16_t> bucket_of_;  // of values below its size
  std::size_t buckets_;                   // of those
  std::vector<ValueSum> sums_;
  std::vector<std::uint32_t> counts_;  // of the first groups, a row of buckets each
  std::vector<Sketch> others_;         // other values, and all values of other groups
};

}  // namespace trace::store
