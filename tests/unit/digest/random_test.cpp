#include "digest/random.h"

#include "digest/blake2b.h"

#include <gtest/gtest.h>

#include <set>

namespace trace::digest {
namespace {

TEST(SaltPool, NoSaltComesTwiceAcrossRefills) {
  digest_init();
  SaltPool pool;
  std::set<Salt> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(pool.next());
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(SaltPool, TwoPoolsDiffer) {
  digest_init();
  EXPECT_NE(SaltPool().next(), SaltPool().next());
}

}  // namespace
}  // namespace trace::digest
