#include "store/sweep.h"

#include "support/store_rows.h"

#include "store/liveness.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::StoreRows;

void recorder(StoreRows& store, std::int64_t trace, const ProcessIdentity& who, std::int64_t beat) {
  Statement(store.db,
            "INSERT INTO recorders(trace, boot_id, pid_ns, pid, pid_start, beat) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .with(trace, who.boot_id, who.pid_ns, who.pid, who.pid_start, beat)
      .run();
}

std::string found(StoreRows& store, std::int64_t now_ms) {
  std::string out;
  for (const auto& trace : Sweep(store.db).find({now_ms * 1000}, {1000}))
    out += trace.id + ":" + std::string(model::name(trace.end)) + " ";
  return out;
}

TEST(Sweep, ARecorderThatLivesKeepsItsTrace) {
  StoreRows store;
  store.trace(1, "t1", 0, 1);
  recorder(store, 1, this_process(), 0);
  EXPECT_EQ(found(store, 1'000'000'000), "");
}

TEST(Sweep, AProcessThatIsGoneLeavesAnAbandonedTrace) {
  StoreRows store;
  store.trace(1, "t1", 0, 1);
  ProcessIdentity gone = this_process();
  gone.pid_start += 1;  // another process has its number now
  recorder(store, 1, gone, 0);
  EXPECT_EQ(found(store, 1), "t1:abandoned ");
}

TEST(Sweep, WhereNobodyCanTellSilenceDecides) {
  StoreRows store;
  store.trace(1, "t1", 0, 1);
  store.trace(2, "t2", 0, 2);
  recorder(store, 1, {}, 500'000);
  EXPECT_EQ(found(store, 1500), "");
  EXPECT_EQ(found(store, 1501), "t1:timeout ");
  store.event({.id = 1, .trace = 1, .seq = 1, .payload = "x"});  // at one second
  EXPECT_EQ(found(store, 2000), "");
}

// A trace that is silent for far longer than its time, and was found to be.
struct Silent {
  Silent() : lock(store.path()), sweep(store.db) {
    store.trace(1, "t1", 0, 1);
    recorder(store, 1, {}, 500'000);
    lost = sweep.find({10'000'000}, {1000});
  }
  StoreRows store;
  StoreLock lock;
  Sweep sweep;
  decltype(sweep.find({}, {})) lost;
};

TEST(Sweep, AnEndIsProvisionalAndLiesAtTheLastSignOfLife) {
  Silent s;
  ASSERT_EQ(s.lost.size(), 1U);
  EXPECT_TRUE(s.sweep.end(s.lost[0], s.lock));
  EXPECT_FALSE(s.sweep.end(s.lost[0], s.lock));
  Statement row(s.store.db,
                "SELECT count(*) FROM traces WHERE status = 4 AND ending = 1 AND "
                "ended_at = 500000 AND duration_ms = 500");
  EXPECT_EQ(row.step()->i64(0), 1);
}

TEST(Sweep, ASignOfLifeInBetweenKeepsTheTrace) {
  Silent s;
  s.store.db.exec("UPDATE recorders SET beat = 9000000");
  EXPECT_FALSE(s.sweep.end(s.lost.at(0), s.lock));
}

}  // namespace
}  // namespace trace::store
