#include "store/event_rows.h"

#include "support/store_rows.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::StoreRows;

std::vector<std::string> payloads(StoreRows& store, std::int64_t trace) {
  std::vector<std::string> out;
  Dictionary names(store.db);
  EventRows(store.db, names).each(trace, "t", [&](const model::EventRow& event) {
    out.push_back(std::to_string(event.seq) + ":" + std::string(event.payload()));
  });
  return out;
}

TEST(EventRows, EventsComeInOrderOfSeqAndCarriersThatAreNoneDoNot) {
  StoreRows store;
  store.event({.id = 1, .seq = 2, .payload = "b"});
  store.event({.id = 2, .payload = "no event"});
  store.event({.id = 3, .seq = 1, .payload = "a"});
  store.event({.id = 4, .trace = 2, .seq = 1, .payload = "another trace"});
  EXPECT_EQ(payloads(store, 1), (std::vector<std::string>{"1:a", "2:b"}));
}

TEST(EventRows, ADerivedEventIsAPartOfItsCarrier) {
  StoreRows store;
  store.event({.id = 1, .trace = 2, .input = 1, .n = 1, .payload = "0123456789"});
  store.event({.id = 2, .seq = 1, .carrier = 1, .off = 3, .len = 4});
  store.event({.id = 3, .seq = 2, .carrier = 1, .off = 20, .len = 4});
  store.event({.id = 4, .seq = 3, .carrier = 77, .off = 0, .len = 4});
  EXPECT_EQ(payloads(store, 1), (std::vector<std::string>{"1:3456", "2:", "3:"}));
}

TEST(EventRows, PartsReachOverThePiecesOfALongLine) {
  StoreRows store;
  store.event(
      {.id = 1, .seq = 1, .flags = 2, .input = 1, .n = 1, .payload = "012", .off = 2, .len = 3});
  store.event({.id = 2, .seq = 2, .carrier = 1, .off = 4, .len = 2});
  store.db.exec("INSERT INTO chunks VALUES (1,1,1,'34'),(1,1,2,'56')");
  EXPECT_EQ(payloads(store, 1), (std::vector<std::string>{"1:234", "2:45"}));
}

TEST(EventRows, ACutCarrierMakesItsEventsCut) {
  StoreRows store;
  store.event({.id = 1, .trace = 2, .flags = 4, .input = 1, .n = 1, .payload = "0123"});
  store.event({.id = 2, .seq = 1, .flags = 8, .carrier = 1, .off = 0, .len = 9});
  Dictionary names(store.db);
  EventRows(store.db, names).each(1, "t", [&](const model::EventRow& event) {
    EXPECT_EQ(event.flags, 12U);
    EXPECT_EQ(event.type, "note");
  });
}

}  // namespace
}  // namespace trace::store
