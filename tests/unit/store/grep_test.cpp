#include "store/grep.h"

#include "support/sample_store.h"

#include <gtest/gtest.h>

#include <random>

namespace trace::store {
namespace {

class Grep {
 public:
  Grep() : db_(store_.reader()) {
    register_grep(db_);
    statement_.emplace(db_, "SELECT trace_grep(?1, ?2)");
  }
  bool finds(std::string_view hay, std::string_view text) {
    return statement_->with(hay, text).step()->i64(0) == 1;
  }
  bool finds_in_bytes(std::string_view hay, std::string_view text) {
    return statement_->with(Blob{hay}, text).step()->i64(0) == 1;
  }

 private:
  tests::SampleStore store_;
  Database db_;
  std::optional<Statement> statement_;
};

TEST(Grep, SmallLettersFindLargeOnesButNotTheOtherWayRound) {
  Grep grep;
  EXPECT_TRUE(grep.finds("Fix The Bug", "the bug"));
  EXPECT_FALSE(grep.finds("fix the bug", "The"));
  EXPECT_TRUE(grep.finds("Zebra", "z"));
}

TEST(Grep, PatternsOfSqlMeanNothing) {
  Grep grep;
  EXPECT_FALSE(grep.finds("abc", "a%c"));
  EXPECT_TRUE(grep.finds("100% _sure", "0% _s"));
}

TEST(Grep, FindsTextThatJsonHasEscaped) {
  Grep grep;
  EXPECT_TRUE(grep.finds(R"({"t":"\u65e5\u5fd7"})", "日志"));
  EXPECT_TRUE(grep.finds(R"({"t":"\ud83d\ude00"})", "😀"));
  EXPECT_TRUE(grep.finds(R"({"t":"say \"hi\""})", "\"hi\""));
}

TEST(Grep, LooksIntoBytes) {
  Grep grep;
  EXPECT_TRUE(grep.finds_in_bytes(std::string_view("\0\xff needle", 9), "needle"));
}

TEST(Grep, AgreesWithASimpleSearch) {
  Grep grep;
  std::mt19937 random(5);
  const std::string letters = "abeE zZ\"\\";
  for (int i = 0; i < 5000; ++i) {
    std::string hay;
    std::string text;
    for (std::size_t n = random() % 20; n > 0; --n) hay += letters[random() % letters.size()];
    for (std::size_t n = random() % 3 + 1; n > 0; --n) text += "abez "[random() % 5];
    std::string folded;
    for (const char c : hay) folded += static_cast<char>(std::tolower(c));
    EXPECT_EQ(grep.finds(hay, text), folded.find(text) != std::string::npos)
        << hay << " / " << text;
  }
}

}  // namespace
}  // namespace trace::store
