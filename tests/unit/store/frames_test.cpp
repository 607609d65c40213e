#include "store/frames.h"

#include "support/store_rows.h"

#include <gtest/gtest.h>

#include <array>

namespace trace::store {
namespace {

using support::StoreRows;

struct Walked {
  std::string bytes;
  FrameGaps gaps;
};

Walked walk(StoreRows& store, std::int64_t input) {
  Walked out;
  Frames frames(store.db);
  out.gaps = frames.walk(input, [&](std::string_view bytes) { out.bytes += bytes; });
  return out;
}

void three_lines(StoreRows& store, int open_line) {
  store.trace(1, "t1", 10);
  store.input(1, 1, 1, 4, open_line);
  store.event({.id = 1, .seq = 1, .input = 1, .n = 1, .payload = "{\"a\":1}\r"});
  store.event({.id = 2, .input = 1, .n = 2, .payload = ""});
  store.event({.id = 3, .seq = 2, .input = 2, .n = 1, .payload = "another input"});
  store.event({.id = 4, .seq = 3, .input = 1, .n = 3, .payload = std::string("\xFF\0x", 3)});
}

TEST(Frames, AnInputIsItsCarriersWithANewlineAfterEach) {
  StoreRows store;
  three_lines(store, 0);
  EXPECT_EQ(walk(store, 1).bytes, std::string("{\"a\":1}\r\n\n\xFF\0x\n", 14));
}

TEST(Frames, AnOpenLastLineHasNoNewline) {
  StoreRows store;
  three_lines(store, 1);
  EXPECT_EQ(walk(store, 1).bytes, std::string("{\"a\":1}\r\n\n\xFF\0x", 13));
}

TEST(Frames, DerivedEventsHaveNoBytesOfTheirOwn) {
  StoreRows store;
  three_lines(store, 0);
  store.event({.id = 5, .seq = 4, .carrier = 1, .off = 0, .len = 3});
  store.db.exec("UPDATE inputs SET last_event = 5");
  EXPECT_EQ(walk(store, 1).bytes.size(), 14U);
}

TEST(Frames, PiecesAreJoined) {
  StoreRows store;
  store.trace(1, "t1", 10);
  store.input(1, 1, 1, 2);
  store.event({.id = 1, .seq = 1, .flags = 2, .input = 1, .n = 1, .payload = "one"});
  store.event({.id = 2, .seq = 2, .input = 1, .n = 2, .payload = "last"});
  store.db.exec(
      "INSERT INTO chunks(input, n, i, data) VALUES (1,1,1,'two'),(1,1,2,'three'),(1,2,1,'no')");
  EXPECT_EQ(walk(store, 1).bytes, "onetwothree\nlast\n");
}

TEST(Frames, RepeatedLinesComeFromWhereTheyWereKeptFirst) {
  StoreRows store;
  three_lines(store, 0);
  store.input(3, 1, 7, 8);
  store.event({.id = 7, .seq = 5, .input = 3, .n = 1, .payload = "mine"});
  store.event({.id = 8, .seq = 6, .input = 3, .n = 4, .payload = "mine too"});
  store.db.exec("INSERT INTO repeats VALUES (3,2,2,2),(3,5,1,1)");
  const Walked walked = walk(store, 3);
  EXPECT_EQ(walked.bytes, std::string("mine\n\n\xFF\0x\nmine too\n{\"a\":1}\r\n", 28));
  EXPECT_EQ(walked.gaps.missing, 0);
}

TEST(Frames, WhatIsNotThereIsCounted) {
  StoreRows store;
  store.trace(1, "t1", 10);
  store.input(1, 1, 1, 4);
  store.db.exec("UPDATE inputs SET withheld = 2");
  store.event(
      {.id = 1, .seq = 1, .flags = 4, .input = 1, .n = 1, .payload = "abc", .full_len = 10});
  store.event({.id = 2, .seq = 2, .flags = 128, .input = 1, .n = 2});
  store.event({.id = 4, .seq = 3, .input = 1, .n = 6, .payload = "end"});
  store.db.exec("INSERT INTO repeats VALUES (1,7,2,99)");
  const Walked walked = walk(store, 1);
  EXPECT_EQ(walked.bytes, "abc\nend\n");
  EXPECT_EQ(walked.gaps.withheld, 2);
  EXPECT_EQ(walked.gaps.missing, 4);  // one not kept, one of three gaps, two repeated ones
  EXPECT_EQ(walked.gaps.cut, 1);
  EXPECT_EQ(walked.gaps.bytes_cut, 7);
}

TEST(Frames, InputsOfATraceAreThoseItWasNamedByAndThoseThatCarryIt) {
  StoreRows store;
  three_lines(store, 0);
  store.trace(2, "t2", 20);
  store.input(2, std::nullopt, 3, 3);
  store.event({.id = 9, .trace = 2, .seq = 1, .carrier = 3, .off = 0, .len = 1});
  Frames frames(store.db);
  EXPECT_EQ(frames.inputs_of(std::array<std::int64_t, 1>{1}), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(frames.inputs_of(std::array<std::int64_t, 1>{2}), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(frames.all_inputs(), (std::vector<std::int64_t>{1, 2}));
}

}  // namespace
}  // namespace trace::store
