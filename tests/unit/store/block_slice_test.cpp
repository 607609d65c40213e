#include "store/block_slice.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

std::string_view part_of(std::string_view bytes, const Part& part) {
  return bytes.substr(part.begin, part.size);
}

TEST(BlockSlice, NumbersComeBackAndCutOnesDoNot) {
  for (const std::uint64_t value : {0ULL, 1ULL, 127ULL, 128ULL, 300ULL, 1ULL << 40}) {
    std::string bytes;
    append_number(bytes, value);
    std::string_view rest = bytes;
    EXPECT_EQ(take_number(rest), value);
    EXPECT_TRUE(rest.empty());
    std::string_view cut = std::string_view(bytes).substr(0, bytes.size() - 1);
    EXPECT_FALSE(take_number(cut));
  }
}

TEST(BlockSlice, LongStringsAreThoseBetweenQuotesThatAreNotEscaped) {
  const std::string bytes =
      R"({"a":"short","b":"long \"with\" quotes\\","c":["another long one"]})";
  const auto parts = long_strings(bytes, 10);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(part_of(bytes, parts[0]), R"(long \"with\" quotes\\)");
  EXPECT_EQ(part_of(bytes, parts[1]), "another long one");
}

TEST(BlockSlice, AStringWithoutEndIsNone) {
  EXPECT_TRUE(long_strings(R"({"a":"and so on and so on)", 4).empty());
  EXPECT_TRUE(long_strings(R"({"a":"and so on and so on\)", 4).empty());
  EXPECT_TRUE(long_strings("", 0).empty());
}

TEST(BlockSlice, ARecipeGivesTheBytesItWasMadeOf) {
  const std::string bytes = "begin<one>middle<two>";
  std::vector<Part> parts{{5, 5, 7}, {16, 5, 300}};
  std::string recipe, cooked;
  append_recipe(recipe, bytes, parts);
  EXPECT_EQ(recipe.find("one"), std::string::npos);
  const auto piece = [](std::int64_t block) {
    return block == 7 ? std::string_view("<one>") : std::string_view("<two>");
  };
  ASSERT_TRUE(cook(cooked, recipe, piece));
  EXPECT_EQ(cooked, bytes);
  EXPECT_FALSE(cook(cooked, std::string_view(recipe).substr(0, 3), piece));
}

TEST(BlockSlice, ColumnsKeepWhatIsNullAndWhatIsEmpty) {
  const ContentColumns columns{"system", std::nullopt, "", std::string(300, 'x')};
  const std::string joined = join_columns(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::optional<std::string_view> column;
    ASSERT_TRUE(column_of(joined, i, column));
    EXPECT_EQ(column, columns[i]);
  }
  std::optional<std::string_view> column;
  EXPECT_FALSE(column_of(std::string_view(joined).substr(0, 20), 3, column));
}

TEST(BlockSlice, TextsOfColumnsAreTheStringsOfJsonAndOtherTextsAsAWhole) {
  const ContentColumns columns{std::string(20, 's'), R"([{"content":"twelve bytes"}])", "short",
                               std::nullopt};
  const std::string joined = join_columns(columns);
  const auto parts = texts_of(columns, 12);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(part_of(joined, parts[0]), std::string(20, 's'));
  EXPECT_EQ(part_of(joined, parts[1]), "twelve bytes");
}

}  // namespace
}  // namespace trace::store
