#include "store/tombstones.h"

#include "support/store_rows.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::StoreRows;

StoreRows& with_trace(StoreRows& store) {
  store.trace(1, "t1", 10);
  store.db.exec("UPDATE traces SET event_count = 3, chain_count = 5, chain_head = x'AB'");
  return store;
}

TEST(Tombstones, TellWhatWentWhenAndByWhichRule) {
  StoreRows store;
  Tombstones tombstones(with_trace(store).db);
  tombstones.begin(1, "older than 30d", {77});
  const auto stone = tombstones.find("t1");
  ASSERT_TRUE(stone);
  EXPECT_EQ(stone->rule, "older than 30d");
  EXPECT_EQ(stone->pruned_at.v, 77);
  EXPECT_EQ(stone->events, 3);
  EXPECT_EQ(stone->links, 5);
  EXPECT_EQ(stone->head, "\xAB");
  EXPECT_FALSE(tombstones.find("t2"));
}

TEST(Tombstones, TellWhetherRowsAreStillGoing) {
  StoreRows store;
  Tombstones tombstones(with_trace(store).db);
  tombstones.begin(1, "test", {77});
  EXPECT_TRUE(tombstones.find("t1")->is_leaving);
  tombstones.finish(1);
  EXPECT_FALSE(tombstones.find("t1")->is_leaving);
}

TEST(Tombstones, ATraceThatGoesASecondTimeHasTheLatestReceipt) {
  StoreRows store;
  Tombstones tombstones(with_trace(store).db);
  tombstones.begin(1, "first", {77});
  tombstones.finish(1);
  tombstones.begin(1, "second", {78});
  EXPECT_EQ(tombstones.find("t1")->rule, "second");
  EXPECT_TRUE(tombstones.find("t1")->is_leaving);
}

}  // namespace
}  // namespace trace::store
