#include "store/uid_set.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

TEST(UidSet, BothHalvesOfAUidCount) {
  digest::Hash128 first{};
  first.fill(7);
  UidSet set;
  set.insert(first, 1);
  for (const std::size_t place : {0U, 7U, 8U, 15U}) {
    auto other = first;
    other[place] ^= 1;
    EXPECT_EQ(set.find(other), 0) << place;
  }
  EXPECT_EQ(set.find(first), 1);
}

TEST(UidSet, ItFindsWhatWasPutInAfterItGrew) {
  UidSet set;
  for (std::int64_t i = 1; i <= 1000; ++i) set.insert(digest::blake2b128(std::to_string(i)), i);
  for (std::int64_t i = 1; i <= 1000; ++i)
    ASSERT_EQ(set.find(digest::blake2b128(std::to_string(i))), i);
  set.clear();
  EXPECT_EQ(set.find(digest::blake2b128("1")), 0);
}

}  // namespace
}  // namespace trace::store
