#include "store/retention.h"

#include "support/sql_values.h"
#include "support/store_rows.h"

#include "store/event_rows.h"
#include "store/frames.h"
#include "store/prune_plan.h"
#include "store/space.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace trace::store {
namespace {

using support::number;
using support::StoreRows;
using Ids = std::vector<std::int64_t>;

bool remove(StoreRows& store, std::int64_t trace) {
  StoreLock lock(store.path());
  return Retention(store.db, lock).remove_trace(trace, {"test", {77}});
}

// Two traces of two inputs, each with one request and content.
void two_traces(StoreRows& store) {
  for (const std::int64_t trace : {1, 2}) {
    store.trace_of_a_line(trace, "abc");
    store.event({.id = trace * 10 + 1, .trace = trace, .input = trace, .n = 2, .payload = ""});
  }
  store.db.exec(
      "INSERT INTO chunks(input, n, i, data) VALUES (1,1,1,'piece'),(2,1,1,'piece');"
      "INSERT INTO requests(id, uid, trace, at, model) VALUES (1,'r1',1,1,3),(2,'r2',2,2,3),"
      "(3,'r3',NULL,3,3);"
      "INSERT INTO contents(request, at, prompt) VALUES (1,1,'hello'),(2,2,'x'),(3,3,'yz');"
      "INSERT INTO recorders(trace, pid, beat) VALUES (1,0,0);"
      "UPDATE traces SET event_count = 1, chain_head = x'AB'");
}

TEST(Retention, ATraceGoesWithAllThatBelongsToIt) {
  StoreRows store;
  two_traces(store);
  EXPECT_TRUE(remove(store, 1));
  for (const char* table : {"traces", "inputs", "chunks"})
    EXPECT_EQ(number(store.db, std::string("SELECT count(*) FROM ") + table), 1) << table;
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM events WHERE trace <> 2"), 0);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM events"), 2);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM requests WHERE uid IN ('r2','r3')"), 2);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM contents"), 2);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM recorders"), 0);
}

TEST(Retention, AReceiptSaysWhatWent) {
  StoreRows store;
  two_traces(store);
  EXPECT_TRUE(remove(store, 1));
  EXPECT_EQ(number(store.db,
                   "SELECT count(*) FROM pruned WHERE uid = 't1' AND at = 77 AND reason = 'test' "
                   "AND events = 1 AND head = x'AB'"),
            1);
}

TEST(Retention, ARunningTraceStays) {
  StoreRows store;
  two_traces(store);
  store.db.exec("UPDATE traces SET status = 1 WHERE id = 1");
  EXPECT_FALSE(remove(store, 1));
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM events"), 4);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM pruned"), 0);
}

TEST(Retention, LinesThatEventsOfOtherTracesLieInStayUntilThoseGo) {
  StoreRows store;
  store.trace(1, "t1", 10);
  store.trace(2, "t2", 20);
  store.input(1, std::nullopt, 1, 4);
  store.db.exec("UPDATE inputs SET ended_at = 5");
  store.event({.id = 1, .trace = 1, .input = 1, .n = 1, .payload = "0123456789"});
  store.event({.id = 2, .trace = 1, .seq = 1, .carrier = 1, .off = 0, .len = 2});
  store.event({.id = 3, .trace = 2, .seq = 1, .carrier = 1, .off = 3, .len = 2});
  store.event({.id = 4, .trace = 1, .seq = 2, .input = 1, .n = 2, .payload = "mine"});
  EXPECT_TRUE(remove(store, 1));
  Dictionary names(store.db);
  EventRows(store.db, names).each(2, "t2", [](const model::EventRow& event) {
    EXPECT_EQ(event.payload(), "34");
  });
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM events"), 2);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 1);
  EXPECT_TRUE(remove(store, 2));
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM events"), 0);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 0);
}

TEST(Retention, AnInputStaysWhileAnotherTraceCameFromIt) {
  StoreRows store;
  store.trace(1, "t1", 10);
  store.trace(2, "t2", 20);
  store.input(1, 1, 1, 2);
  store.event({.id = 1, .trace = 1, .seq = 1, .input = 1, .n = 1, .payload = "one"});
  store.event({.id = 2, .trace = 2, .seq = 1, .input = 1, .n = 2, .payload = "two"});
  EXPECT_TRUE(remove(store, 1));
  std::string bytes;
  Frames(store.db).walk(1, [&](std::string_view piece) { bytes += piece; });
  EXPECT_EQ(bytes, "two\n");
}

TEST(Retention, AnInputOfRepeatedLinesGoesWithThem) {
  StoreRows store;
  two_traces(store);
  store.input(3, 1, 0, 0);
  store.db.exec("INSERT INTO repeats VALUES (3,1,2,10)");
  EXPECT_TRUE(remove(store, 1));
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 1);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM repeats"), 0);
}

TEST(Retention, AnInputOfNothingButRepeatsGoesWhenTheyAreLost) {
  StoreRows store;
  two_traces(store);
  store.input(3, std::nullopt, 0, 0);
  store.db.exec("UPDATE inputs SET ended_at = 5; INSERT INTO repeats VALUES (3,1,2,10),(3,3,1,20)");
  StoreLock lock(store.path());
  Retention retention(store.db, lock);
  EXPECT_TRUE(remove(store, 1));
  retention.remove_lost_repeats();
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM repeats"), 1);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 2);
  EXPECT_TRUE(remove(store, 2));
  retention.remove_lost_repeats();
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 0);
}

TEST(Retention, AnInputThatIsStillReadStays) {
  StoreRows store;
  store.trace(1, "t1", 10);
  store.input(1, std::nullopt, 1, 1);
  store.event({.id = 1, .trace = 1, .seq = 1, .input = 1, .n = 1, .payload = "one"});
  EXPECT_TRUE(remove(store, 1));
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 1);
}

TEST(Retention, RequestsOfTracesAreNotRemovedAsLooseOnes) {
  StoreRows store;
  two_traces(store);
  StoreLock lock(store.path());
  Retention(store.db, lock)
      .remove_requests(std::array<std::int64_t, 2>{1, 3}, Retention::Whose::nobodys);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM requests"), 2);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM contents"), 2);
}

TEST(Retention, WhatAKilledPruneBeganIsFinishedByTheNext) {
  StoreRows store;
  two_traces(store);
  store.db.exec(
      "DELETE FROM recorders; DELETE FROM traces WHERE id = 1; DELETE FROM events WHERE id = 11;"
      "INSERT INTO meta(k, v) VALUES ('pruning:1', '1,;')");
  StoreLock lock(store.path());
  EXPECT_EQ(Retention(store.db, lock).finish_interrupted(), 1);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM events WHERE trace <> 2"), 0);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM requests WHERE trace = 1"), 0);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM inputs"), 1);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM chunks"), 1);
  EXPECT_EQ(Retention(store.db, lock).finish_interrupted(), 0);
}

TEST(Retention, ARequestThatAnotherTraceReportsIsThatOnesFromNowOn) {
  StoreRows store;
  two_traces(store);
  store.db.exec("INSERT INTO request_claims VALUES (1,1),(1,2)");
  EXPECT_TRUE(remove(store, 1));
  EXPECT_EQ(number(store.db, "SELECT trace FROM requests WHERE uid = 'r1'"), 2);
  EXPECT_EQ(number(store.db, "SELECT count(*) FROM contents"), 3);
}

TEST(Retention, NumbersOfWhatIsGoneAreNotUsedAgain) {
  StoreRows store;
  two_traces(store);
  EXPECT_TRUE(remove(store, 2));
  StoreSink sink({store.path(), Durability::memory});
  ingest::Batch batch;
  model::TraceChange change;
  change.id = "new";
  batch.changes.push_back({0, change});
  const ingest::Batch* one = &batch;
  sink.write({&one, 1});
  EXPECT_EQ(number(store.db, "SELECT id FROM traces WHERE uid = 'new'"), 3);
}

TEST(Retention, FreedBytesAreOverwritten) {
  StoreRows store;
  two_traces(store);
  const std::string word = "freed " + std::string(20'000, 'w');
  Statement(store.db, "UPDATE events SET payload = ?1 WHERE id = 10").with(word).run();
  EXPECT_TRUE(remove(store, 1));
  StoreLock lock(store.path());
  EXPECT_TRUE(empty_log(store.db, lock));
  std::ifstream file(store.path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.find("freed"), std::string::npos);
  EXPECT_EQ(bytes.find("wwww"), std::string::npos);
}

TEST(Retention, FreeSpaceIsGivenBackSomeAtATime) {
  StoreRows store;
  two_traces(store);
  Statement(store.db, "UPDATE events SET payload = ?1 WHERE id = 10")
      .with(std::string(2'000'000, 'w'))
      .run();
  EXPECT_TRUE(remove(store, 1));
  StoreLock lock(store.path());
  empty_log(store.db, lock);
  const auto before = std::filesystem::file_size(store.path());
  give_back_space(store.db, lock);
  EXPECT_LT(std::filesystem::file_size(store.path()), before / 4);
  EXPECT_EQ(static_cast<std::uintmax_t>(used_bytes(store.db)),
            std::filesystem::file_size(store.path()));
}

TEST(PrunePlan, ItCountsRowsAndBytes) {
  StoreRows store;
  two_traces(store);
  PrunePlan plan(store.db);
  const auto count = plan.count(1);
  EXPECT_EQ(count.events, 1);
  EXPECT_EQ(count.requests, 1);
  EXPECT_EQ(count.contents, 1);
  EXPECT_EQ(count.bytes, 3 + 5 + 5);
  const auto loose = plan.count_requests({3});
  EXPECT_EQ(loose.requests, 1);
  EXPECT_EQ(loose.contents, 1);
  EXPECT_EQ(loose.bytes, 2);
}

TEST(PrunePlan, AgesCountFromTheEndAndFailuresMayStayLonger) {
  StoreRows store;
  for (const std::int64_t id : {1, 2, 3, 4, 5}) store.trace(id, "t" + std::to_string(id), id);
  store.db.exec(
      "UPDATE traces SET ended_at = id * 100; UPDATE traces SET status = 1 WHERE id = 1;"
      "UPDATE traces SET status = 3 WHERE id = 2; UPDATE traces SET status = 4 WHERE id = 3");
  PrunePlan plan(store.db);
  EXPECT_EQ(plan.traces({}, {.ended_before = base::UnixMicros{500}}), (Ids{2, 3, 4}));
  EXPECT_EQ(plan.traces({}, {.ended_before = base::UnixMicros{500},
                             .errors_ended_before = base::UnixMicros{300}}),
            (Ids{2, 4}));
  EXPECT_EQ(plan.traces({.status = {"timeout"}}, {}), (Ids{3}));
}

TEST(PrunePlan, LooseRequestsAreThoseOfNoTrace) {
  StoreRows store;
  two_traces(store);
  store.db.exec("INSERT INTO requests(id, uid, at, model, status) VALUES (4,'r4',4,3,1)");
  PrunePlan plan(store.db);
  EXPECT_EQ(plan.loose_requests({}, {.ended_before = base::UnixMicros{100}}), (Ids{3, 4}));
  EXPECT_EQ(plan.loose_requests({}, {.ended_before = base::UnixMicros{100},
                                     .errors_ended_before = base::UnixMicros{2}}),
            (Ids{3}));
}

}  // namespace
}  // namespace trace::store
