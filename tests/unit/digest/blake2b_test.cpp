#include "digest/blake2b.h"

#include <gtest/gtest.h>

namespace trace::digest {
namespace {

TEST(Blake2b, KnownAnswerOfAbc) {
  digest_init();
  // b2sum -l 256 of "abc"
  EXPECT_EQ(hex(bytes_of(blake2b256("abc"))),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Blake2b, PiecesHashLikeTheWhole) {
  digest_init();
  EXPECT_EQ(blake2b256("ab", "", "c"), blake2b256("abc"));
  EXPECT_EQ(blake2b128("ab", "c"), blake2b128("abc"));
  EXPECT_EQ(Hasher(32).update("a").update("bc").finish256(), blake2b256("abc"));
}

TEST(Blake2b, AKeyChangesTheHash) {
  digest_init();
  const Key256 one{1};
  const Key256 two{2};
  EXPECT_NE(blake2b256_keyed(one, "abc"), blake2b256("abc"));
  EXPECT_NE(blake2b256_keyed(one, "abc"), blake2b256_keyed(two, "abc"));
  EXPECT_EQ(Hasher(one, 16).update("abc").finish128(), blake2b128_keyed(one, "abc"));
}

}  // namespace
}  // namespace trace::digest
