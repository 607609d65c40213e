// Adds up requests by the values of dimensions, thousands at a time and column by column: what one
// thread makes of the segments it is given. The sums are those of UsageTally. One thread.
#pragma once

#include "store/segment_view.h"
#include "store/usage_dimension.h"
#include "store/usage_part.h"
#include "store/usage_tally.h"
#include "store/value_sums.h"

#include <array>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

namespace trace::store {

// Numbers the values of a dimension as they come, from 0.
class ValueNumbers {
 public:
  std::uint32_t number(std::int64_t value);
  std::int64_t value(std::uint32_t number) const { return values_[number]; }
  std::size_t size() const { return values_.size(); }

 private:
  static constexpr std::int64_t kMostFlat = 1 << 20;
  std::uint32_t add(std::int64_t value);
  std::vector<std::uint32_t> flat_;  // of small values: their number + 1, or 0
  std::unordered_map<std::int64_t, std::uint32_t> others_;
  std::vector<std::int64_t> values_;
};

class SegmentGroups {
 public:
  SegmentGroups(std::size_t dimensions, UsageParts parts);
  void add(const SegmentView& view);
  // Add all of another that counts by the same dimensions.
  void merge(const SegmentGroups& other);
  // The dimensions have more values together than can be counted so; the rows have to be read.
  bool is_overfull() const { return is_overfull_; }
  // Call `take` for each group; its counters are those of the parts that are needed.
  using Take = std::function<void(const UsageKey&, UsageTally&)>;
  void each(const Take& take) const;

 private:
  // By where a cost came from: reported (or unknown), computed, contained.
  struct Money {
    std::array<std::int64_t, 3> rows{};
    std::array<ValueSum, 3> costs{};
  };
  bool pack_keys(const SegmentView& view);
  void pack_column(std::size_t dimension, const KeyColumn& key, const SegmentView& view);
  std::uint64_t packed(std::size_t dimension, std::int64_t value);
  void find_groups(std::size_t count);
  std::uint32_t group_of(std::uint64_t packed);
  void widen();
  bool has_bits() const;
  void add_group(const SegmentGroups& other, std::size_t from, std::size_t to);
  void grow();
  void count_states(const SegmentView& view);
  void add_money(const SegmentView& view);
  UsageTally tally(std::size_t group) const;

  UsageParts parts_;
  bool is_overfull_ = false, is_flat_ = true, is_wide_enough_ = true;
  std::vector<ValueNumbers> numbers_;  // of each dimension
  std::vector<unsigned> bits_;         // for the numbers of each dimension
  std::vector<unsigned> shifts_;       // where they begin
  std::vector<std::uint32_t> flat_;    // packed numbers to group + 1, when they are few
  std::unordered_map<std::uint64_t, std::uint32_t> groups_;  // when they are many
  std::vector<std::uint64_t> packed_;                        // of each group
  std::uint64_t packed_only_ = 0;           // of the dimensions with one value in a segment
  std::vector<std::uint64_t> packed_rows_;  // of the others; empty: there are none
  std::vector<std::uint64_t> of_code_;      // room
  std::vector<std::uint8_t> source_rows_;   // room
  RowGroups row_groups_;

  std::vector<std::array<std::int64_t, 4>> states_;
  std::array<std::vector<ValueSum>, 6> tokens_;
  std::vector<Money> money_;
  std::optional<ValueSpreads> durations_, ttfts_;
};

}  // namespace trace::store
