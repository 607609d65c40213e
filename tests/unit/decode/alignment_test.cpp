#include "decode/alignment.h"

#include <gtest/gtest.h>

namespace trace::decode {
namespace {

using Keys = std::vector<std::uint64_t>;

std::string text(const Keys& left, const Keys& right) {
  std::string out;
  for (const Pair& pair : align(left, right)) {
    out += pair.left && pair.right ? '=' : (pair.left ? '-' : '+');
    out += std::to_string(pair.left ? left[*pair.left] : right[*pair.right]);
  }
  return out;
}

TEST(Alignment, KeepsWhatBothHaveOnOneLine) {
  EXPECT_EQ(text({1, 2, 3, 4}, {1, 2, 3, 4}), "=1=2=3=4");
  EXPECT_EQ(text({1, 2, 3, 4}, {1, 9, 3, 4}), "=1-2+9=3=4");
  EXPECT_EQ(text({1, 2, 3, 5, 4}, {1, 3, 6, 5, 4}), "=1-2=3+6=5=4");
}

TEST(Alignment, HasEveryStepOnceAndInOrder) {
  EXPECT_EQ(text({}, {}), "");
  EXPECT_EQ(text({1, 1}, {}), "-1-1");
  EXPECT_EQ(text({}, {2}), "+2");
  EXPECT_EQ(text({1, 1, 1}, {1, 1}), "=1=1-1");
}

TEST(Alignment, CountsTheMiddleOfVeryLongListsAsDifferent) {
  Keys left(5000, 7), right(5000, 8);
  left.front() = right.front() = 1;
  left.back() = right.back() = 2;
  left[100] = right[200] = 3;
  const auto pairs = align(left, right);
  EXPECT_EQ(pairs.size(), 2U + 4998U * 2U);
  EXPECT_EQ(pairs.back(), (Pair{4999, 4999}));
}

}  // namespace
}  // namespace trace::decode
