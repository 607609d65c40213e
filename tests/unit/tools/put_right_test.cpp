#include "common/put_right.h"

#include "support/batches.h"
#include "support/temp_dir.h"

#include "ingest/spool_sink.h"
#include "store/liveness.h"
#include "store/lock.h"
#include "store/schema.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <chrono>

namespace trace::cli {
namespace {

constexpr base::UnixMicros kNow{1'800'000'000'000'000};

void write(ingest::Sink& sink, const ingest::Batch& batch) {
  const ingest::Batch* const one = &batch;
  sink.write({&one, 1});
}

// A trace that runs in the store; its recorder died after it wrote the end to the spool.
struct Scene {
  Scene() {
    ingest::Batch opened = support::sample_batch("t", 0);
    ingest::RecorderChange recorder;
    const auto gone = store::this_process();
    recorder.trace = "t";
    recorder.boot_id = gone.boot_id;
    recorder.pid_ns = gone.pid_ns;
    recorder.pid = gone.pid;
    recorder.pid_start = gone.pid_start + 1;
    opened.changes.push_back({3, recorder});
    store::StoreSink sink({.path = db});
    write(sink, opened);
    ingest::Batch ended = support::sample_batch("t", 1);
    model::TraceChange end;
    end.id = "t";
    end.status = model::RunStatus::success;
    ended.changes.push_back({3, end});
    write(spool, ended);
  }
  Unsettled settle() {
    auto reader = store::open_for_reading(db);
    return put_right(db, reader, kNow);
  }
  std::int64_t status() {
    auto reader = store::open_for_reading(db);
    return store::Statement(reader, "SELECT status FROM traces").step()->i64(0);
  }

  support::TempDir dir;
  std::string db = dir / "t.db";
  ingest::SpoolSink spool{{.places = {db + ".spool"}, .db_path = db}};
};

TEST(PutRight, TheEndThatWaitsInTheSpoolCountsNotTheDeadRecorder) {
  Scene scene;
  scene.spool.close();
  const auto unsettled = scene.settle();
  EXPECT_EQ(unsettled.waiting_files, 0);
  EXPECT_TRUE(unsettled.dead.empty());
  EXPECT_EQ(scene.status(), static_cast<std::int64_t>(model::RunStatus::success));
  EXPECT_FALSE(scene.spool.has_waiting());
}

TEST(PutRight, WhatALiveRecorderHoldsWaitsAndTheTraceIsShownAsDead) {
  Scene scene;
  const auto unsettled = scene.settle();
  EXPECT_EQ(unsettled.waiting_files, 1);
  EXPECT_EQ(unsettled.dead.size(), 1U);
  EXPECT_EQ(scene.status(), static_cast<std::int64_t>(model::RunStatus::running));
}

TEST(PutRight, AnotherWriterIsWaitedForBrieflyOnly) {
  Scene scene;
  scene.spool.close();
  store::StoreLock other(scene.db);
  ASSERT_TRUE(other.acquire({0}));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(scene.settle().waiting_files, 1);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(900));
  other.release();
  EXPECT_EQ(scene.settle().waiting_files, 0);
}

TEST(PutRight, PlacesIncludeTheRuntimeFolder) {
  const Environment environment({"XDG_RUNTIME_DIR=/run/me"});
  EXPECT_EQ(spool_places("/t.db", "", environment)[1].substr(0, 14), "/run/me/trace/");
  EXPECT_EQ(spool_places("/t.db", "", Environment({})).size(), 2U);
}

}  // namespace
}  // namespace trace::cli
