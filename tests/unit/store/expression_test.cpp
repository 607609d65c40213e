#include "store/expression.h"

#include "support/sample_store.h"

#include "store/guard.h"
#include "store/listing.h"

#include <gtest/gtest.h>

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
