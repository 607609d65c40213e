#include "digest/line_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace trace::digest {
namespace {

Key256 key_of(std::uint8_t first) {
  Key256 key{};
  key[0] = first;
  return key;
}

TEST(LineHash, IsTheSameForTheSameKeyPlaceAndLine) {
  digest_init();
  EXPECT_EQ(LineHash(key_of(1)).of("trace", "id", "line"),
            LineHash(key_of(1)).of("trace", "id", "line"));
}

TEST(LineHash, DependsOnKeyPlaceAndEveryByteOfTheLine) {
  digest_init();
  const LineHash hash(key_of(1));
  std::set<Hash128> seen{hash.of("p", "", ""), LineHash(key_of(2)).of("p", "", ""),
                         hash.of("q", "", "")};
  EXPECT_EQ(seen.size(), 3U);
  // On both sides of the lengths at which XXH3 goes another way.
  for (const std::size_t size : {1U, 16U, 17U, 128U, 129U, 240U, 241U, 1024U, 5000U}) {
    std::string line(size, 'x');
    EXPECT_TRUE(seen.insert(hash.of("p", "", line)).second);
    EXPECT_TRUE(seen.insert(LineHash(key_of(2)).of("p", "", line)).second);
    for (std::size_t at = 0; at < size; at += 1 + size / 7) {
      line[at] = 'y';
      EXPECT_TRUE(seen.insert(hash.of("p", "", line)).second) << size << ' ' << at;
      line[at] = 'x';
    }
  }
}

}  // namespace
}  // namespace trace::digest
