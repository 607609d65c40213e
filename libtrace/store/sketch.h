// Many whole numbers, how they are spread: percentiles within 1 %, and two sketches put together
// are the sketch of both. Counts in buckets that grow by 2 %; what is below 0 counts as 0. Its
// bytes are the same for the same numbers in any order. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

class Sketch {
 public:
  void add(std::int64_t value, std::int64_t times = 1) { add_bucket(bucket_of(value), times); }
  void add(const Sketch& other);
  // Where a value is counted, and adding to a bucket itself: for those who count many at once.
  static int bucket_of(std::int64_t value);
  void add_bucket(int bucket, std::int64_t times) {
    if (!packed_.empty()) unpack();
    const auto at = static_cast<std::size_t>(bucket - first_);
    if (bucket >= first_ && at < counts_.size())
      counts_[at] += times;
    else
      add_outside(bucket, times);
  }
  // Add what bytes() gave; broken bytes are cut off.
  void add_bytes(std::string_view bytes);
  std::string bytes() const;
  // The value of nearest rank among `count` values. REQUIRES: 0 < percent <= 100, count > 0.
  std::int64_t percentile(int percent, std::int64_t count) const;

 private:
  void unpack();
  void add_outside(int bucket, std::int64_t times);

  // Bucket 0: nothing; i: (1.02^(i-2), 1.02^(i-1)].
  int first_ = 0;
  std::vector<std::int64_t> counts_;  // of the buckets from first_ on
  std::string packed_;                // bytes that are alone so far: then counts_ is empty
};

}  // namespace trace::store
