#include "search/query.h"

#include <gtest/gtest.h>

namespace trace::search {
namespace {

std::string match(std::string_view typed) {
  const auto query = parse_query(typed);
  return query ? query->match : "error: " + query.error().message;
}

TEST(Query, WantsAllWords) { EXPECT_EQ(match("Rate limit"), R"("rate" AND "limit")"); }

TEST(Query, TakesPunctuationAsPartOfAPhrase) {
  EXPECT_EQ(match("billing/invoice.cpp"), R"("billing" + "invoice" + "cpp")");
  EXPECT_EQ(match(R"("rate limit")"), R"("rate" + "limit")");
}

TEST(Query, KnowsBeginnings) {
  EXPECT_EQ(match("bill*"), R"("bill" *)");
  EXPECT_EQ(match("志"), R"("志" *)");
  EXPECT_EQ(match("日志"), R"("日志")");
}

TEST(Query, KnowsOperatorsInCapitalsOnly) {
  EXPECT_EQ(match("a AND (b OR c) NOT d"), R"("a" AND ("b" OR "c") NOT "d")");
  EXPECT_EQ(match("this or that"), R"("this" AND "or" AND "that")");
}

TEST(Query, LetsNothingOfFts5Through) {
  EXPECT_EQ(match("text:x"), R"("text" + "x")");
  EXPECT_EQ(match("NEAR(a b, 2)"), R"("near" AND ("a" AND "b" AND "2"))");
  EXPECT_EQ(match("^x - {y}"), R"("x" AND "y")");
}

TEST(Query, SaysWhatIsWrong) {
  for (const auto* typed :
       {"", "->", "a AND", "OR a", "NOT a", "(a", "a)", "\"a", "a OR OR b", "-> NOT a", "a AND )"})
    EXPECT_EQ(match(typed).substr(0, 21), "error: cannot search:") << typed;
  EXPECT_EQ(match(std::string(100, '(') + "a" + std::string(100, ')')).substr(0, 6), "error:");
}

TEST(Query, NamesItsTerms) {
  const auto query = parse_query("Bill* \"a b\"").or_throw();
  ASSERT_EQ(query.terms.size(), 3U);
  EXPECT_EQ(query.terms[0].word, "bill");
  EXPECT_TRUE(query.terms[0].is_prefix);
  EXPECT_FALSE(query.terms[2].is_prefix);
}

}  // namespace
}  // namespace trace::search
