#include "store/ship_ledger.h"

#include "support/store_rows.h"

#include "base/error.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::StoreRows;

class Shipping : public ::testing::Test {
 protected:
  ShipLedger open(const std::string& name = "x") { return {rows.db, lock, name, {5}}; }
  // `kind:row` of each row of the next batch.
  std::string next(ShipLedger& ledger, std::size_t limit = 100) {
    std::string text;
    window = ledger.next(limit, ShipLedger::kRecords);
    for (const ShipRow& row : window.rows) {
      if (!text.empty()) text += ' ';
      text += "terc"[static_cast<std::size_t>(row.kind)] + std::to_string(row.row);
    }
    return text;
  }
  std::string ship(ShipLedger& ledger, std::size_t limit = 100) {
    const std::string text = next(ledger, limit);
    ledger.begin(window.end);
    ledger.take(window.rows.size(), {9});
    return text;
  }
  void trace_with_two_events() {
    rows.trace(1, "t1", 10, 1);
    rows.event({.id = 10, .seq = 1});
    rows.event({.id = 11});  // a carrier that is no event
    rows.event({.id = 12, .seq = 2});
  }

  StoreRows rows;
  StoreLock lock{rows.path()};
  ShipWindow window;
};

TEST_F(Shipping, WhatWasThereAndWhatComesIsListedOnce) {
  trace_with_two_events();
  rows.db.exec(
      "INSERT INTO requests(id, uid, trace, at, model) VALUES (20, 'r', 1, 1, 3);"
      "INSERT INTO contents(request, at, prompt) VALUES (20, 1, 'hello')");
  auto ledger = open();
  EXPECT_EQ(ship(ledger, 3), "t1 r20 c20");
  EXPECT_EQ(ship(ledger, 3), "e10 e12");
  rows.event({.id = 13, .seq = 3});
  EXPECT_EQ(ship(ledger), "e13");
  EXPECT_EQ(ship(ledger), "");
}

// A trigger that has nothing to do still made inserting a model call half as dear again.
TEST_F(Shipping, NobodyPaysForItBeforeSomebodyShips) {
  Statement triggers(rows.db,
                     "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE "
                     "'%revisions%'");
  EXPECT_EQ(triggers.step()->i64(0), 0);
  triggers.reset();
  open();
  EXPECT_EQ(triggers.step()->i64(0), 15);
}

TEST_F(Shipping, AChangedRowComesAgainAndARewrittenOneDoesNot) {
  trace_with_two_events();
  auto ledger = open();
  ship(ledger);
  rows.db.exec("UPDATE traces SET last_seq = 9, ended_at = ended_at, title = title");
  EXPECT_EQ(ship(ledger), "");
  rows.db.exec("UPDATE traces SET event_count = event_count + 1");
  EXPECT_EQ(ship(ledger), "t1");
  rows.db.exec("UPDATE traces SET status = 2, ended_at = 99");
  const auto before = ledger.cursor().done.revision;
  EXPECT_EQ(next(ledger), "t1");
  EXPECT_GT(window.rows.front().revision, before);
  ship(ledger);
  rows.db.exec("UPDATE events SET at = 3 WHERE id = 10");
  EXPECT_EQ(ship(ledger), "e10");
}

TEST_F(Shipping, WhatIsGoneIsToldOnceAndOnlyToThoseWhoAsk) {
  trace_with_two_events();
  auto ledger = open();
  ship(ledger);
  const auto gone = [&] {
    std::string text;
    window = ledger.next(100, ShipLedger::kGone);
    for (const ShipRow& row : window.rows) text += row.gone + ";";
    return text;
  };
  // An event that is trimmed is told; those that go behind their trace are not.
  rows.db.exec("DELETE FROM events WHERE id = 10");
  EXPECT_EQ(gone().substr(0, 3), "x1 ");
  EXPECT_EQ(gone().substr(gone().size() - 4), " t1;");
  ship(ledger);
  rows.db.exec("DELETE FROM traces; DELETE FROM events");
  EXPECT_EQ(gone(), "xt1;");
  EXPECT_EQ(ship(ledger), "");
  EXPECT_EQ(gone(), "");
}

TEST_F(Shipping, ABatchThatWasBegunHasTheSameNameAndRowsWhateverTheLimit) {
  trace_with_two_events();
  std::string id, first;
  {
    auto ledger = open();
    first = next(ledger, 2);
    ledger.begin(window.end);
    id = ledger.batch_id();
  }
  rows.event({.id = 13, .seq = 3});
  auto ledger = open();
  EXPECT_EQ(ledger.batch_id(), id);
  EXPECT_EQ(next(ledger, 100), first);
  ledger.take(2, {9});
  EXPECT_NE(ledger.batch_id(), id);
  EXPECT_EQ(next(ledger), "e12 e13");
}

TEST_F(Shipping, ABatchOfWhichNothingArrivedMayGetAnotherEnd) {
  trace_with_two_events();
  auto ledger = open();
  next(ledger, 1);
  ledger.begin(window.end);
  ledger.drop();
  EXPECT_EQ(next(ledger), "t1 e10 e12");
}

TEST_F(Shipping, OnlyTheWantedKindsAreListedAndTheRestIsPassed) {
  trace_with_two_events();
  auto ledger = open();
  window = ledger.next(1, 1U << static_cast<unsigned>(ShipKind::event));
  ASSERT_EQ(window.rows.size(), 1U);
  EXPECT_EQ(window.rows[0].row, 10);
  window = ledger.next(9, 1U << static_cast<unsigned>(ShipKind::trace));
  ASSERT_EQ(window.rows.size(), 1U);
  EXPECT_EQ(window.end.event, 12);
}

TEST_F(Shipping, RowsThatWereSetAsideComeAgainWhenAskedFor) {
  trace_with_two_events();
  auto ledger = open();
  next(ledger);
  ledger.set_aside(std::span(window.rows).subspan(1, 1), 22, {9});
  ship(ledger);
  EXPECT_EQ(find_ship_cursor(rows.db, "x")->set_aside, 1);
  EXPECT_EQ(ledger.ship_again(), 1);
  EXPECT_EQ(next(ledger), "e10");
  EXPECT_EQ(find_ship_cursor(rows.db, "x")->set_aside, 0);
}

TEST_F(Shipping, ASecondCursorGetsEverythingAndTheLastOneLeavesNoTrail) {
  trace_with_two_events();
  auto first = open("a");
  ship(first);
  auto second = open("b");
  EXPECT_EQ(ship(second), "t1 e10 e12");
  EXPECT_TRUE(forget_ship_cursor(rows.db, lock, "a"));
  EXPECT_FALSE(forget_ship_cursor(rows.db, lock, "a"));
  EXPECT_EQ(ship_cursors(rows.db).size(), 1U);
  EXPECT_TRUE(forget_ship_cursor(rows.db, lock, "b"));
  rows.trace(2, "t2", 20);
  Statement count(rows.db, "SELECT count(*) FROM revisions");
  EXPECT_EQ(count.step()->i64(0), 0);
  EXPECT_THROW(second.take(0, {9}), base::Failure);
}

TEST_F(Shipping, PruneIsHeldBackUntilEveryCursorHasPassed) {
  trace_with_two_events();
  rows.trace(2, "t2", 20);
  rows.db.exec("INSERT INTO requests(id, uid, trace, at, model) VALUES (20, 'r', 2, 1, 3)");
  EXPECT_TRUE(ShipHold(rows.db).is_free());
  EXPECT_FALSE(ShipHold(rows.db).holds_trace(1));
  auto a = open("a");
  auto b = open("b");
  ship(a);
  EXPECT_TRUE(ShipHold(rows.db).holds_trace(1));
  EXPECT_EQ(count_unshipped(rows.db, b.cursor().done, 100), 5);
  ship(b, 4);
  EXPECT_TRUE(ShipHold(rows.db).holds_trace(1));  // its second event
  EXPECT_FALSE(ShipHold(rows.db).holds_trace(2));
  ship(b);
  EXPECT_FALSE(ShipHold(rows.db).holds_trace(1));
  EXPECT_EQ(smallest_shipped(rows.db), a.cursor().done);
  rows.db.exec("UPDATE requests SET output_tokens = 3 WHERE id = 20");
  EXPECT_TRUE(ShipHold(rows.db).holds_trace(2));
  EXPECT_TRUE(ShipHold(rows.db).holds_request(20));
  ship(a);
  ship(b);
  EXPECT_FALSE(ShipHold(rows.db).holds_trace(2));
  next(a);
  const ShipRow event{ShipKind::event, 12, 0, {}};
  a.set_aside({&event, 1}, 1, {9});
  EXPECT_TRUE(ShipHold(rows.db).holds_trace(1));
  EXPECT_TRUE(ShipHold(rows.db).holds_event(12));
  EXPECT_FALSE(ShipHold(rows.db).holds_event(10));
}

TEST_F(Shipping, AStoreFromBeforeShippingHasNoCursors) {
  rows.db.exec("DROP TABLE ship_cursors");
  EXPECT_TRUE(ship_cursors(rows.db).empty());
  EXPECT_TRUE(ShipHold(rows.db).is_free());
}

}  // namespace
}  // namespace trace::store
