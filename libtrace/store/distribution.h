// Many whole numbers and their percentiles: exact, memory grows with the different values, not with
// the numbers added; within 1 % once a sketch was put in. One thread.
#pragma once

#include "store/sketch.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trace::store {

class Distribution {
 public:
  void add(std::int64_t value);
  // Add all of another, exactly while there are few; of a sketch with its count and sum.
  void add(const Distribution& other);
  void add_sketch(std::string_view bytes, std::int64_t count, double sum);
  void add_sketch(const Sketch& sketch, std::int64_t count, double sum);
  // The sketch of what was added without one: its count and sum are known already.
  void add_sketch_bytes(std::string_view bytes);
  // What add_sketch takes.
  std::string sketch_bytes();
  double sum() const { return sum_; }
  std::int64_t count() const { return count_; }
  // The mean; nothing without values.
  std::optional<double> average() const;
  // The smallest value that at least `percent` of a hundred values do not exceed (nearest rank);
  // nothing without values. REQUIRES: 0 < percent <= 100.
  std::optional<std::int64_t> percentile(int percent);

 private:
  bool add_exactly(const Distribution& other);
  void fold();
  void become_sketch();

  static constexpr std::size_t kMostRecent = 4096, kMostExact = 65'536;
  std::vector<std::int64_t> recent_;                           // not yet in counts_
  std::vector<std::pair<std::int64_t, std::int64_t>> counts_;  // value and how often, sorted
  std::optional<Sketch> sketch_;                               // then the two above are empty
  std::int64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace trace::store
