#include "store/sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace trace::store {
namespace {

TEST(Sketch, PercentilesAreWithinOnePercent) {
  std::mt19937 random(7);
  std::lognormal_distribution<double> spread(7, 2);
  for (const int size : {1, 2, 10, 5'000}) {
    std::vector<std::int64_t> values;
    Sketch sketch;
    for (int i = 0; i < size; ++i) {
      values.push_back(static_cast<std::int64_t>(spread(random)));
      sketch.add(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const int percent : {50, 95, 99, 100}) {
      const auto exact = values[static_cast<std::size_t>((size * percent + 99) / 100 - 1)];
      const auto found = sketch.percentile(percent, size);
      EXPECT_LE(std::abs(static_cast<double>(found - exact)),
                0.01 * static_cast<double>(exact) + 0.5)
          << size << " values, p" << percent;
    }
  }
}

TEST(Sketch, SmallWholeNumbersAreExact) {
  for (const std::int64_t value : {0, 1, 2, 3, 10, 49}) {
    Sketch sketch;
    sketch.add(value);
    EXPECT_EQ(sketch.percentile(50, 1), value);
  }
}

TEST(Sketch, BytesAreTheSameInAnyOrderAndAddUp) {
  Sketch all, first, second, joined;
  for (std::int64_t i = 0; i < 1'000; ++i) all.add(i * i);
  for (std::int64_t i = 999; i >= 0; --i) (i % 3 == 0 ? first : second).add(i * i);
  joined.add_bytes(second.bytes());
  joined.add_bytes(first.bytes());
  EXPECT_EQ(joined.bytes(), all.bytes());
}

TEST(Sketch, BrokenBytesAreCutOff) {
  Sketch good, sketch, other;
  good.add(1000, 5);
  sketch.add_bytes(good.bytes() + "\x01");
  sketch.add_bytes("\x01");
  other.add_bytes(std::string(9, '\xff') + "\x01\x01");
  sketch.add(other);
  EXPECT_EQ(sketch.percentile(50, 5), good.percentile(50, 5));
  sketch.add(1000);
  EXPECT_EQ(sketch.percentile(99, 6), good.percentile(99, 5));
}

TEST(Sketch, BytesAloneHaveThePercentilesOfTheirValues) {
  Sketch values, bytes;
  for (std::int64_t i = 0; i < 500; ++i) values.add(i * 37 % 401);
  bytes.add_bytes(values.bytes());
  for (const int percent : {1, 50, 95, 99, 100})
    EXPECT_EQ(bytes.percentile(percent, 500), values.percentile(percent, 500)) << percent;
  EXPECT_EQ(bytes.bytes(), values.bytes());
}

}  // namespace
}  // namespace trace::store
