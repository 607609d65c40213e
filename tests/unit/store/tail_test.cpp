#include "store/tail.h"

#include "support/sample_store.h"

#include "ingest/batch.h"
#include "store/change_watch.h"
#include "store/schema.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <set>
#include <thread>

namespace trace::store {
namespace {

using tests::SampleStore;

// What one watcher was handed.
struct Seen {
  std::vector<std::string> events;  // trace/seq
  std::vector<std::string> states;  // trace status
  Tail::Visitor visitor() {
    return {[this](const Watched& trace, const model::EventRow& event) {
              EXPECT_EQ(event.trace, trace.id);
              events.push_back(trace.id + "/" + std::to_string(event.seq));
            },
            [this](const Watched& trace) {
              states.push_back(trace.id + " " + std::string(model::name(*trace.status)));
            }};
  }
};

using Texts = std::vector<std::string>;

void set_status(SampleStore& store, std::int64_t trace, int status) {
  Statement update(store.writer(), "UPDATE traces SET status = ?2 WHERE id = ?1");
  update.with(trace, status).run();
}

TEST(Tail, HandsOutWhatIsThereAndThenWhatComes) {
  SampleStore store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1, .status = 1});
  store.add_event(trace, "x", "1");
  Database db = store.reader();
  Dictionary names(db);
  Tail tail(db, names, Tail::Children::no);
  tail.add({trace, "a"});
  Seen seen;
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, Texts{"a/1"});
  EXPECT_EQ(seen.states, Texts{"a running"});
  tail.look(seen.visitor());
  store.add_event(trace, "x", "2");
  set_status(store, trace, 2);
  EXPECT_TRUE(tail.is_open());
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, (Texts{"a/1", "a/2"}));
  EXPECT_EQ(seen.states, (Texts{"a running", "a success"}));
  EXPECT_FALSE(tail.is_open());
}

TEST(Tail, LeavesOtherTracesAlone) {
  SampleStore store;
  const auto mine = store.add(SampleStore::Trace{.id = "a", .at = 1, .status = 1});
  const auto other = store.add(SampleStore::Trace{.id = "b", .at = 1, .status = 1});
  Database db = store.reader();
  Dictionary names(db);
  Tail tail(db, names, Tail::Children::no);
  tail.add({mine, "a"});
  Seen seen;
  tail.look(seen.visitor());
  store.add_event(other, "x", "1");
  store.add_event(mine, "x", "1");
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, Texts{"a/1"});
}

TEST(Tail, SeveralTracesComeInOrderOfTime) {
  SampleStore store;
  std::vector<std::int64_t> traces;
  for (int i = 0; i < 3; ++i)
    traces.push_back(store.add(
        SampleStore::Trace{.id = std::string(1, static_cast<char>('a' + i)), .at = 10 * i}));
  for (const auto trace : traces) store.add_event(trace, "x", "1");
  store.writer().exec("UPDATE events SET at = 100 - at");
  Database db = store.reader();
  Dictionary names(db);
  Tail tail(db, names, Tail::Children::no);
  for (const auto trace : traces)
    tail.add({trace, std::string(1, static_cast<char>('a' + trace - traces.front()))});
  Seen seen;
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, (Texts{"c/1", "b/1", "a/1"}));
}

TEST(Tail, FollowsChildrenOfChildren) {
  SampleStore store;
  const auto root = store.add(SampleStore::Trace{.id = "root", .at = 1, .status = 1});
  Database db = store.reader();
  Dictionary names(db);
  Tail tail(db, names, Tail::Children::yes);
  tail.add({root, "root"});
  Seen seen;
  tail.look(seen.visitor());
  store.add(SampleStore::Trace{.id = "child", .at = 2, .status = 1, .parent = "root"});
  const auto grandchild =
      store.add(SampleStore::Trace{.id = "grandchild", .at = 3, .status = 1, .parent = "child"});
  store.add_event(grandchild, "x", "1");
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, Texts{"grandchild/1"});
  EXPECT_EQ(tail.watched().at(grandchild).depth, 2);
}

TEST(Tail, WatchingAllTakesWhatRunsAndWhatComes) {
  SampleStore store;
  const auto ended = store.add(SampleStore::Trace{.id = "ended", .at = 1});
  const auto running = store.add(SampleStore::Trace{.id = "running", .at = 1, .status = 1});
  store.add_event(ended, "x", "1");
  store.add_event(running, "x", "1");
  Database db = store.reader();
  Dictionary names(db);
  Tail tail(db, names, Tail::Children::no);
  tail.add_all();
  Seen seen;
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, Texts{"running/1"});
  const auto late = store.add(SampleStore::Trace{.id = "late", .at = 9});
  store.add_event(late, "x", "1");
  store.add_event(ended, "x", "2");
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events.size(), 3U);
  EXPECT_EQ(std::count(seen.events.begin(), seen.events.end(), "late/1"), 1);
  EXPECT_EQ(std::count(seen.events.begin(), seen.events.end(), "ended/2"), 1);
  EXPECT_TRUE(tail.is_open());
}

TEST(Tail, GoesOnInAStoreThatTookTheOthersPlace) {
  SampleStore first;
  const auto a1 = first.add(SampleStore::Trace{.id = "a", .at = 1, .status = 1});
  first.add_event(a1, "x", "1");
  Database db = first.reader();
  Dictionary names(db);
  Tail tail(db, names, Tail::Children::no);
  tail.add({a1, "a"});
  Seen seen;
  tail.look(seen.visitor());
  SampleStore second;
  second.add(SampleStore::Trace{.id = "other", .at = 1});
  const auto a2 = second.add(SampleStore::Trace{.id = "a", .at = 1, .status = 1});
  second.add_event(a2, "x", "1");
  second.add_event(a2, "x", "2");
  Database db2 = second.reader();
  Dictionary names2(db2);
  tail.reopen(db2, names2);
  tail.look(seen.visitor());
  EXPECT_EQ(seen.events, (Texts{"a/1", "a/2"}));
}

TEST(Tail, ReadsNoOldEventsForNewOnes) {
  SampleStore store;
  Database db = store.reader();
  Statement plan(
      db, "EXPLAIN QUERY PLAN SELECT seq FROM events WHERE id > 5 AND seq IS NOT NULL ORDER BY id");
  EXPECT_EQ(plan.step()->text(3), "SEARCH events USING INTEGER PRIMARY KEY (rowid>?)");
}

constexpr std::size_t kWatchers = 1000;
constexpr std::size_t kTransactions = 250;

const std::vector<std::string> kTraces{"a", "b", "c", "d"};

ingest::Batch opening_batch() {
  ingest::Batch batch;
  for (const std::string& id : kTraces) {
    model::TraceChange trace;
    trace.id = id;
    trace.source = "cli";
    trace.status = model::RunStatus::running;
    batch.changes.push_back({0, trace});
  }
  return batch;
}

ingest::Batch events_batch(std::mt19937& random) {
  ingest::Batch batch;
  for (std::size_t n = random() % 5 + 1; n > 0; --n) {
    ingest::EventRow row;
    row.trace = batch.trace_index(kTraces[random() % kTraces.size()]);
    row.type = batch.type_index("step");
    row.flags = model::EventFlag::text;
    row.payload = batch.append("line");
    row.uid[0] = static_cast<std::uint8_t>(random());
    row.uid[1] = static_cast<std::uint8_t>(random());
    batch.rows.push_back(row);
  }
  return batch;
}

// The writer of the next test: batches of 1 to 5 events from a thread of its own, spread over the
// time in which the watchers come.
void write_events(StoreSink& sink, const std::atomic<std::size_t>& attached) {
  std::mt19937 random(11);
  for (std::size_t i = 0; i < kTransactions; ++i) {
    while (attached < i * kWatchers / kTransactions) std::this_thread::yield();
    const ingest::Batch batch = events_batch(random);
    const ingest::Batch* const batches[] = {&batch};
    sink.write(batches);
  }
}

struct Watcher {
  std::unique_ptr<Tail> tail;
  Seen seen;
};

TEST(Tail, AThousandWatchersMissNothingAndSeeNothingTwice) {
  SampleStore store;
  StoreSink sink({.path = store.path(), .durability = Durability::memory});
  const ingest::Batch opening = opening_batch();
  const ingest::Batch* const batches[] = {&opening};
  sink.write(batches);
  Database db = store.reader();
  Dictionary names(db);
  std::vector<Watcher> watchers(kWatchers);
  std::atomic<std::size_t> attached = 0;
  std::thread writer([&] { write_events(sink, attached); });
  std::mt19937 random(3);
  for (Watcher& watcher : watchers) {
    watcher.tail = std::make_unique<Tail>(db, names, Tail::Children::no);
    for (const std::string& id : kTraces) watcher.tail->add(resolve_trace(db, "=" + id));
    ++attached;
    for (int n = 0; n < 3; ++n) {
      Watcher& one = watchers[random() % attached];
      one.tail->look(one.seen.visitor());
    }
  }
  writer.join();
  std::set<std::string> all;
  Statement every(db, "SELECT t.uid || '/' || e.seq FROM events e JOIN traces t ON t.id = e.trace");
  every.each([&](const Row& row) { all.emplace(row.text(0)); });
  EXPECT_GT(all.size(), kTransactions);
  for (Watcher& watcher : watchers) {
    watcher.tail->look(watcher.seen.visitor());
    ASSERT_EQ(watcher.seen.events.size(), all.size());
    ASSERT_EQ(std::set(watcher.seen.events.begin(), watcher.seen.events.end()), all);
  }
}

TEST(ChangeWatch, TellsACommitFromNone) {
  SampleStore store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1, .status = 1});
  Database db = store.reader();
  ChangeWatch watch(store.path());
  EXPECT_TRUE(watch.wait(db, std::chrono::milliseconds(0)));  // the first answer: look now
  EXPECT_FALSE(watch.wait(db, std::chrono::milliseconds(0)));
  store.add_event(trace, "x", "1");
  EXPECT_TRUE(watch.wait(db, std::chrono::milliseconds(2000)));
  EXPECT_FALSE(watch.wait(db, std::chrono::milliseconds(0)));
}

TEST(ChangeWatch, WakesUpWhileItWaits) {
  SampleStore store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1, .status = 1});
  Database db = store.reader();
  ChangeWatch watch(store.path());
  watch.wait(db, std::chrono::milliseconds(0));
  std::thread writer([&] { store.add_event(trace, "x", "1"); });
  EXPECT_TRUE(watch.wait(db, std::chrono::seconds(20)));
  writer.join();
}

}  // namespace
}  // namespace trace::store
