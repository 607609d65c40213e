// Many whole numbers and their exact percentiles; memory grows with the different values, not with
// the numbers added. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace trace::store {

class Distribution {
 public:
  void add(std::int64_t value);
  std::int64_t count() const { return count_; }
  // The mean; nothing without values.
  std::optional<double> average() const;
  // The smallest value that at least `percent` of a hundred values do not exceed (nearest rank);
  // nothing without values. REQUIRES: 0 < percent <= 100.
  std::optional<std::int64_t> percentile(int percent);

 private:
  void fold();

  static constexpr std::size_t kMostRecent = 4096;
  std::vector<std::int64_t> recent_;                           // not yet in counts_
  std::vector<std::pair<std::int64_t, std::int64_t>> counts_;  // value and how often, sorted
  std::int64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace trace::store
