// Many whole numbers, how they are spread: percentiles within 1 %, and two sketches put together
// are the sketch of both. Counts in buckets that grow by 2 %; what is below 0 counts as 0. Its
// bytes are the same for the same numbers in any order. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace trace::store {

class Sketch {
 public:
  void add(std::int64_t value, std::int64_t times = 1) { counts_[bucket_of(value)] += times; }
  void add(const Sketch& other);
  // Where a value is counted, and adding to a bucket itself: for those who count many at once.
  static int bucket_of(std::int64_t value);
  void add_bucket(int bucket, std::int64_t times) { counts_[bucket] += times; }
  // Add what bytes() gave; broken bytes are cut off. Returns false for those.
  bool add_bytes(std::string_view bytes);
  std::string bytes() const;
  // The value of nearest rank among `count` values. REQUIRES: 0 < percent <= 100, count > 0.
  std::int64_t percentile(int percent, std::int64_t count) const;

 private:
  std::map<int, std::int64_t> counts_;  // 0: nothing; i: (1.02^(i-2), 1.02^(i-1)]
};

}  // namespace trace::store
