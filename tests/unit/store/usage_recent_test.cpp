#include "store/usage_recent.h"

#include "support/store_rows.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

TEST(UsageRecent, TheNewestComeFirstWithTheirCost) {
  support::StoreRows store;
  store.db.exec(
      "INSERT INTO requests(id, uid, at, model, input_tokens, status) VALUES (1, 'a', 10, 3, 5, "
      "0), "
      "(2, 'b', 30, 3, 7, 1), (3, 'c', 20, 4, 9, 0), (4, 'd', 30, 3, NULL, 0)");
  const auto prices = pricing::PriceTable::parse(
                          "{\"format\":\"trace-prices\"}\n"
                          R"({"provider":"v","model":"m1","prices":[{"input":1}]})")
                          .or_throw();
  const auto rows = recent_requests(store.db, {}, 3, {&prices, CostMode::automatic});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].id, "d");
  EXPECT_EQ(rows[0].sample.cost_nusd, std::nullopt);
  EXPECT_EQ(rows[1].id, "b");
  EXPECT_EQ(rows[1].model, "m1");
  EXPECT_EQ(rows[1].sample.cost_nusd, 7'000);
  EXPECT_EQ(rows[1].sample.status, model::RequestStatus::error);
  EXPECT_EQ(rows[2].id, "c");
  Filter filter;
  filter.where = "model = 'm2'";
  EXPECT_EQ(recent_requests(store.db, filter, 9, {}).size(), 1U);
}

}  // namespace
}  // namespace trace::store
