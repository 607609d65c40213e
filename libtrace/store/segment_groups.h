// Adds up requests by the values of dimensions, thousands at a time and column by column: what one
// thread makes of the segments it is given. The sums are those of UsageTally. One thread.
#pragma once

#include "store/column_codec.h"
#include "store/usage_dimension.h"
#include "store/usage_part.h"
#include "store/usage_tally.h"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
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

// Requests as columns of the same length; a column that nobody needs is empty.
struct RequestColumns {
  std::size_t count = 0;
  std::vector<std::vector<std::int64_t>> keys;  // a column a dimension
  std::array<std::vector<std::int64_t>, 6> tokens;
  std::vector<std::int64_t> status, cost, cost_source, duration, ttft;
};

class SegmentGroups {
 public:
  SegmentGroups(std::size_t dimensions, UsageParts parts);
  void add(const RequestColumns& columns);
  // The dimensions have more values together than can be counted so; the rows have to be read.
  bool is_overfull() const { return is_overfull_; }
  // Call `take` for each group; its counters are those of the parts that are needed.
  using Take = std::function<void(const UsageKey&, const UsageTally&)>;
  void each(const Take& take) const;

 private:
  struct Sum {
    std::int64_t sum = 0, known = 0;
    std::optional<std::int64_t> value() const;
  };
  struct Spread {
    Sum sum;
    Sketch sketch;
  };
  struct Money {
    std::int64_t unpriced = 0;
    Sum all, reported, computed;
  };
  void find_groups(const RequestColumns& columns);
  std::uint32_t group_of(std::uint64_t packed);
  void number_keys(const RequestColumns& columns);
  void widen();
  void grow();
  void add_sums(const std::vector<std::int64_t>& values, std::vector<Sum>& sums);
  void add_spread(const std::vector<std::int64_t>& values, std::vector<Spread>& spreads);
  void add_money(const RequestColumns& columns);
  UsageTally tally(std::size_t group) const;

  UsageParts parts_;
  bool is_overfull_ = false, is_flat_ = true;
  std::vector<ValueNumbers> numbers_;  // of each dimension
  std::vector<unsigned> bits_;         // for the numbers of each dimension
  std::vector<std::uint32_t> flat_;    // packed numbers to group + 1, when they are few
  std::unordered_map<std::uint64_t, std::uint32_t> groups_;  // when they are many
  std::vector<std::uint64_t> packed_;                        // of each group
  std::vector<std::uint32_t> row_groups_;
  std::vector<std::vector<std::uint32_t>> row_numbers_;
  std::vector<std::uint16_t> bucket_of_;  // of values below its size

  std::vector<std::array<std::int64_t, 4>> states_;
  std::array<std::vector<Sum>, 6> tokens_;
  std::vector<Money> money_;
  std::vector<Spread> durations_, ttfts_;
};

}  // namespace trace::store
