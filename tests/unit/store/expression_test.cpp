#include "store/expression.h"

#include "support/sample_store.h"

#include "store/guard.h"
#include "store/listing.h"

#include <gtest/gtest.h>

#include <random>

namespace trace::store {
namespace {

TEST(Expression, AcceptsConditions) {
  for (const char* text :
       {"1", "status = 'error'", "title LIKE '%; drop --%'", "(a > 1) AND (b IN (1, 2))",
        "json_extract(metadata, '$.x') = 1", "\"title\" = 'it''s'", "[title] = `x`"}) {
    EXPECT_TRUE(check_expression(text)) << text;
  }
}

TEST(Expression, RefusesWhatCouldLeaveItsParentheses) {
  for (const char* text : {"", "   ", "1) OR (1", "1))", "((1)", "1; DELETE FROM traces", "1 -- x",
                           "1 /* x", "1 /* x */", "'open", "\"open", "[open", "`open", "?1", ":x",
                           "@x", "$x", "title = 'a''", ") OR 1=1 --"}) {
    EXPECT_FALSE(check_expression(text)) << text;
  }
  EXPECT_FALSE(check_expression(std::string_view("1\0", 2)));
}

TEST(Expression, ComputesOnlyTheFieldsItMentions) {
  const std::string sql = where_condition(Entity::trace, "Status = 'error'");
  EXPECT_NE(sql.find("AS status"), std::string::npos);
  EXPECT_EQ(sql.find("AS title"), std::string::npos);
  EXPECT_EQ(where_condition(Entity::trace, "error_count > 1").find("AS error_code"),
            std::string::npos);
}

// Pieces of SQL in any order: what the check lets through may fail, but never shows a row that the
// other conditions leave out.
TEST(Expression, NoSoupOfTokensLeavesItsParentheses) {
  tests::SampleStore store;
  store.add(tests::SampleStore::Trace{.id = "mine", .at = 1, .session = "s"});
  store.add(tests::SampleStore::Trace{.id = "other", .at = 2});
  const std::vector<std::string> tokens{
      "(",     ")",      "1",  "OR",   "AND",    "'",   "''", "\"",    "`",  "[",
      "]",     "--",     "/*", "*/",   ";",      "\n",  " ",  "title", "id", "=",
      "UNION", "SELECT", "*",  "FROM", "traces", "1=1", ",",  "NULL",  "IS", "x'41'"};
  Database db = store.reader();
  std::mt19937 random(9);
  int tried = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 9 + 1; n > 0; --n)
      text += tokens[random() % tokens.size()] + (random() % 2 == 0 ? " " : "");
    if (!check_expression(text)) continue;
    try {
      Listing listing(db, {.filter = {.session = {"s"}, .where = text},
                           .fields = {find_field(Entity::trace, "id")}});
      listing.each([&](const Row& row, std::int64_t) {
        EXPECT_EQ(row.text(Listing::kFirstField), "mine") << text;
      });
      ++tried;
    } catch (const base::Failure&) {
      continue;  // no SQL at all
    }
  }
  EXPECT_GT(tried, 100);
}

TEST(Expression, CannotReachBeyondTheGuard) {
  tests::SampleStore store;
  store.add(tests::SampleStore::Trace{.id = "first", .at = 1});
  for (const char* text : {"load_extension('x')", "writefile('/tmp/x', 'y')",
                           "readfile('/etc/passwd') > ''", "fts3_tokenizer('x') > ''"}) {
    Database db = store.reader();
    Listing listing(db, {.filter = {.where = text}});
    Guard guard(db);
    EXPECT_THROW(listing.each([](const Row&, std::int64_t) {}), base::Failure) << text;
  }
}

}  // namespace
}  // namespace trace::store
