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
  store.db.exec("INSERT INTO chunks(input, n, i, data) VALUES (1,1,1,'34'),(1,1,2,'56')");
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

// A line of 4 bytes and pieces of 3 and 5 MiB and 4 bytes: over the limit.
void long_line(StoreRows& store) {
  store.event({.id = 1, .seq = 1, .flags = 2, .input = 1, .n = 1, .payload = "abcd"});
  const std::string three(3 << 20, '3'), five(5 << 20, '5');
  Statement insert(store.db, "INSERT INTO chunks(input, n, i, data) VALUES (1, 1, ?1, ?2)");
  insert.with(1, Blob{three}).run();
  insert.with(2, Blob{five}).run();
  insert.with(3, Blob{"wxyz"}).run();
}

TEST(EventRows, ALongLineIsHandedOnInPieces) {
  StoreRows store;
  long_line(store);
  store.db.exec("UPDATE events SET off = 2, len = 8388609");
  Dictionary names(store.db);
  EventRows rows(store.db, names);
  rows.hand_on_long_lines();
  rows.each(1, "t", [](const model::EventRow& event) {
    EXPECT_EQ(event.frame, "abcd");
    ASSERT_TRUE(event.long_payload);
    std::string bytes;
    event.long_payload([&](std::string_view piece) { bytes += piece; });
    EXPECT_EQ(bytes.size(), 8388609U);
    EXPECT_EQ(bytes.substr(0, 3), "cd3");
    EXPECT_EQ(bytes.back(), '5');
  });
}

TEST(EventRows, AShortPartOfALongLineIsCutOut) {
  StoreRows store;
  long_line(store);
  store.event({.id = 2, .seq = 2, .carrier = 1, .off = 2, .len = 4});
  store.event({.id = 3, .seq = 3, .carrier = 1, .off = 4 + (8 << 20) + 1, .len = 9});
  store.db.exec("UPDATE events SET seq = NULL WHERE id = 1");
  std::vector<std::string> parts;
  Dictionary names(store.db);
  EventRows rows(store.db, names);
  rows.hand_on_long_lines();
  rows.each(1, "t", [&](const model::EventRow& event) {
    EXPECT_FALSE(event.long_payload);
    parts.emplace_back(event.payload());
  });
  EXPECT_EQ(parts, (std::vector<std::string>{"cd33", "xyz"}));
}

}  // namespace
}  // namespace trace::store
