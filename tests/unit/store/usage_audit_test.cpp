#include "store/usage_audit.h"

#include "support/store_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace trace::store {
namespace {

using support::StoreRows;

const BucketStart kHundreds = [](Dimension, base::UnixMicros at) {
  return base::UnixMicros{at.v / 100 * 100};
};

// A run that reported what its calls add up to, and a call of no run.
void sound(StoreRows& store) {
  store.trace(1, "t1", 10);
  store.db.exec(
      "UPDATE traces SET stats = '{\"total_cost_usd\":0.25,\"total_tokens\":33}';"
      "INSERT INTO requests(id, uid, trace, at, model, input_tokens, output_tokens, "
      "reasoning_tokens, cost_nusd, cost_source) VALUES (1, 'a', 1, 10, 3, 10, 5, 5, NULL, 3), "
      "(2, 'b', 1, 150, 4, 12, 6, NULL, 250000000, 1), (3, 'c', NULL, 20, 4, NULL, 7, NULL, NULL, "
      "0)");
}

std::vector<std::string> wrong(StoreRows& store) {
  std::vector<std::string> details;
  for (const AuditLine& line : UsageAudit(store.db, kHundreds, {}).run())
    if (!line.is_right) details.push_back(line.check + ": " + line.detail);
  return details;
}

TEST(UsageAudit, ASoundStorePassesEveryCheck) {
  StoreRows store;
  EXPECT_TRUE(wrong(store).empty());  // also an empty one
  sound(store);
  EXPECT_TRUE(wrong(store).empty());
  const auto lines = UsageAudit(store.db, kHundreds, {}).run();
  EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const AuditLine& line) {
    return line.detail == "SQL adds up to the same 3 requests, 40 tokens";
  }));
}

TEST(UsageAudit, NamesARunWhoseAgentReportedOtherTotals) {
  StoreRows store;
  sound(store);
  store.db.exec("UPDATE requests SET output_tokens = 8, cost_nusd = 240000000 WHERE id = 2");
  EXPECT_EQ(wrong(store),
            (std::vector<std::string>{
                "agents: tokens: run t1: the agent reported 33 tokens, its requests add up to 35",
                "agents: cost: run t1: the agent reported 250000000 billionths of a dollar, its "
                "requests add up to 240000000"}));
}

// claude's own words at the end of a run, from two files that tell of the same session.
TEST(UsageAudit, ARunThatEndedInSeveralInputsCostWhatTheirResultsSayTogether) {
  StoreRows store;
  sound(store);
  store.db.exec("INSERT INTO dict(id, kind, name) VALUES (50, 1, 'result')");
  const auto result = [&](std::int64_t id, std::int64_t input, const std::string& cost) {
    store.event({.id = id,
                 .seq = id,
                 .input = input,
                 .n = 1,
                 .payload = "{\"total_cost_usd\":" + cost + "}"});
  };
  result(1, 7, "0.1");
  result(2, 7, "0.25");  // the same input goes on: this includes the first
  result(3, 8, "0.05");
  store.db.exec(
      "UPDATE events SET type = 50; UPDATE requests SET cost_nusd = 300000000 WHERE id = 2");
  EXPECT_EQ(wrong(store), std::vector<std::string>{});
}

TEST(UsageAudit, ACostMayBeInTheTotalOfTheRunThatBeganTheSubAgent) {
  StoreRows store;
  sound(store);
  store.trace(2, "t2", 11);
  store.db.exec(
      "UPDATE traces SET parent = 't1' WHERE id = 2;"
      "INSERT INTO requests(id, uid, trace, at, model, cost_source) VALUES (9, 'sub', 2, 11, 3, "
      "3)");
  EXPECT_EQ(wrong(store), std::vector<std::string>{});
  store.db.exec("UPDATE traces SET parent = 'elsewhere' WHERE id = 2");
  EXPECT_EQ(wrong(store).size(), 1U);
}

TEST(UsageAudit, ACallThatAnotherRunOwnsCountsForTheRunThatReportedIt) {
  StoreRows store;
  sound(store);
  store.trace(2, "t2", 5);
  store.db.exec(
      "UPDATE requests SET trace = 2 WHERE id = 1; INSERT INTO request_claims VALUES (1, 1)");
  EXPECT_TRUE(wrong(store).empty());
}

TEST(UsageAudit, NamesCountersThatCannotBe) {
  StoreRows store;
  sound(store);
  store.db.exec(
      "INSERT INTO requests(id, uid, at, model, input_tokens) VALUES (7, 'less', 1, 3, -1);"
      "INSERT INTO requests(id, uid, at, model, cache_write_1h_tokens) VALUES (8, 'part', 1, 3, "
      "1)");
  const auto found = wrong(store);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0],
            "counters: request less: a counter is below 0, or a part is more than the whole");
}

TEST(UsageAudit, NamesACostWhoseTotalIsMissing) {
  StoreRows store;
  sound(store);
  store.db.exec("UPDATE requests SET cost_nusd = NULL, cost_source = 0 WHERE id = 2");
  const auto found = wrong(store);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0],
            "contained: request a: its cost is in the total of its run, which is not there");
}

TEST(UsageAudit, NamesARequestOfNoRun) {
  StoreRows store;
  sound(store);
  store.db.exec("UPDATE requests SET trace = 9 WHERE id = 3");
  EXPECT_EQ(wrong(store),
            std::vector<std::string>{"owner: request c belongs to a run that is not there"});
}

}  // namespace
}  // namespace trace::store
