#include "digest/hmac.h"

#include <gtest/gtest.h>

namespace trace::digest {
namespace {

TEST(HmacSha256, KnownAnswerOfRfc4231Case2) {
  digest_init();
  EXPECT_EQ(hex(bytes_of(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, ComparisonSeesLengthAndBytes) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace trace::digest
