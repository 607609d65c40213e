#include "digest/checksum.h"

#include <gtest/gtest.h>

namespace trace::digest {
namespace {

TEST(Checksum64, KnownAnswerOfNothing) {
  // XXH3_64bits of the empty input, from the specification's test vectors
  EXPECT_EQ(checksum64(""), 0x2D06800538D394C2ULL);
}

TEST(Checksum64, OneFlippedBitAndTheSeedShow) {
  EXPECT_NE(checksum64("spool"), checksum64("spooL"));
  EXPECT_NE(checksum64("spool", 1), checksum64("spool", 2));
}

}  // namespace
}  // namespace trace::digest
