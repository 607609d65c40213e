#include "store/request_cost.h"

#include "support/store_rows.h"

#include "store/usage_report.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::StoreRows;

base::UnixMicros same(Dimension, base::UnixMicros at) { return at; }

// One request of each kind of cost; the price says 1 dollar a million tokens.
void each_kind(StoreRows& store) {
  store.db.exec(
      "INSERT INTO dict(id, kind, name) VALUES (50, 2, 'priced'), (51, 2, 'other'), "
      "(52, 10, 'batch');"
      "INSERT INTO requests(id, uid, at, model, input_tokens, cost_nusd, cost_source, mode, "
      "metadata) VALUES "
      "(1, 'reported', 1, 50, 10, 7, 1, NULL, NULL), (2, 'computed', 1, 50, 10, 5, 2, NULL, NULL), "
      "(3, 'contained', 1, 50, 10, NULL, 3, NULL, NULL), (4, 'none', 1, 50, 10, NULL, 0, NULL, "
      "NULL), (5, 'foreign', 1, 51, 10, NULL, 0, NULL, NULL), "
      "(6, 'batch', 1, 50, 10, NULL, 0, 52, NULL), "
      "(7, 'tier', 1, 50, 10, NULL, 0, NULL, '{\"service_tier\":\"batch\"}')");
}

UsageTally counted(CostMode mode) {
  StoreRows store;
  each_kind(store);
  const auto prices = pricing::PriceTable::parse(
                          "{\"format\":\"trace-prices\"}\n"
                          R"({"provider":"v","model":"priced","batch":0.5,"prices":[{"input":1}]})")
                          .or_throw();
  return UsageReport(store.db).count({}, {}, same, {&prices, mode}).front().tally;
}

TEST(RequestCost, AutoTakesWhatWasReportedAndComputesTheRest) {
  const auto tally = counted(CostMode::automatic);
  EXPECT_EQ(tally.reported_nusd, 7);
  EXPECT_EQ(tally.computed_nusd, 5 + 10'000 + 2 * 5'000);
  EXPECT_EQ(tally.unpriced, 1);  // the foreign model; what is contained is in its run's total
}

TEST(RequestCost, CalculateUsesPricesAlone) {
  const auto tally = counted(CostMode::calculate);
  EXPECT_EQ(tally.reported_nusd, std::nullopt);
  EXPECT_EQ(tally.computed_nusd, 4 * 10'000 + 2 * 5'000);
  EXPECT_EQ(tally.unpriced, 1);
}

TEST(RequestCost, ReportedTakesNothingElse) {
  const auto tally = counted(CostMode::reported);
  EXPECT_EQ(tally.cost_nusd, 7);
  EXPECT_EQ(tally.computed_nusd, std::nullopt);
  EXPECT_EQ(tally.unpriced, 5);
}

}  // namespace
}  // namespace trace::store
