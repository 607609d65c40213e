#include "common/nearest.h"

#include <array>

namespace trace::cli {
namespace {

constexpr std::array<std::string_view, 3> kWords{"limit", "list", "sort"};

TEST(Nearest, FindsTheWordWithTheFewestErrors) {
  EXPECT_EQ(nearest_word("limt", kWords), "limit");
  EXPECT_EQ(nearest_word("lsit", kWords), "list");
  EXPECT_EQ(nearest_word("sort", kWords), "sort");
}

TEST(Nearest, SaysNothingWhenNoWordIsNear) {
  EXPECT_EQ(nearest_word("frobnicate", kWords), "");
  EXPECT_EQ(nearest_word("", kWords), "");
  EXPECT_EQ(nearest_word(std::string(5000, 'l'), kWords), "");
}

}  // namespace
}  // namespace trace::cli
