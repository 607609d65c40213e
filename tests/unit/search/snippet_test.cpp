#include "search/snippet.h"

#include <gtest/gtest.h>

namespace trace::search {
namespace {

std::string cut(std::string_view text, std::string_view typed, std::size_t width = 160) {
  const auto query = parse_query(typed).or_throw();
  return snippet(text, query.terms, width);
}

TEST(Snippet, MarksEachHitOnOneLine) {
  EXPECT_EQ(cut("Fix the\n\n build, fix it", "fix"), "[Fix] the build, [fix] it");
}

TEST(Snippet, MarksOneSignOrAPair) {
  EXPECT_EQ(cut("看日志了", "日志"), "看[日志]了");
  EXPECT_EQ(cut("看日志了", "志"), "看日[志]了");
  EXPECT_EQ(cut("看日志了", "看日志"), "[看日志]了");
}

TEST(Snippet, StaysAroundTheFirstHitAndCutsBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "日志 ";
  text += "needle";
  for (int i = 0; i < 100; ++i) text += " 日志";
  const std::string found = cut(text, "needle", 40);
  EXPECT_NE(found.find("[needle]"), std::string::npos);
  EXPECT_LT(found.size(), 70U);
  EXPECT_TRUE(found.starts_with("…"));
  EXPECT_TRUE(found.ends_with("…"));
}

TEST(Snippet, ShowsTheBeginningWhenNothingIsMarked) { EXPECT_EQ(cut("abc def", "x"), "abc def"); }

}  // namespace
}  // namespace trace::search
