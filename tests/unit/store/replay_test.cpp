#include "store/replay.h"

#include "support/batches.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace trace::store {
namespace {

namespace fs = std::filesystem;
using ingest::SpoolSink;
using support::sample_batch;

// A store and its spool in a folder of their own.
class ReplayTest : public testing::Test {
 protected:
  std::string db() const { return dir_ / "t.db"; }
  std::string place() const { return db() + ".spool"; }
  ingest::SpoolOptions spool_options() const { return {.places = {place()}, .db_path = db()}; }
  StoreSinkOptions store_options() const {
    return {.path = db(), .durability = Durability::normal, .patience = {20}};
  }
  ReplayOptions options() const { return {.places = {place()}, .db_path = db()}; }

  static void write(ingest::Sink& sink, const ingest::Batch& batch) {
    const ingest::Batch* const one = &batch;
    sink.write({&one, 1});
  }
  // A file of a recorder that is gone, with batches from..to of a trace.
  void leave(const std::string& trace, std::uint64_t from, std::uint64_t to) const {
    SpoolSink spool(spool_options());
    for (auto n = from; n < to; ++n) write(spool, sample_batch(trace, n));
  }
  ReplayReport replay_new() const {
    StoreSink sink(store_options());
    return replay(options(), sink);
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(place()))
      if (entry.path().extension() == ".spool") names.push_back(entry.path().string());
    return names;
  }
  // Every row of the tables that a replay writes, without the times of arrival.
  std::string dump() const {
    Database db = open_for_reading(this->db());
    std::string out;
    for (const char* sql :
         {"SELECT id, trace, seq, at, type, hex(uid), input, n, h, payload FROM events",
          "SELECT uid, status, ending, event_count, last_seq, chain_count, hex(chain_head) FROM "
          "traces",
          "SELECT id, uid, trace, input_tokens FROM requests", "SELECT input, n, i FROM chunks",
          "SELECT id, uid, first_event, last_event FROM inputs", "SELECT input, n FROM repeats",
          "SELECT v FROM meta WHERE k = 'next_id'"}) {
      Statement(db, sql).each([&](const Row& row) {
        for (int i = 0; i < row.columns(); ++i) out += std::string(row.text(i)) + "|";
        out += '\n';
      });
    }
    return out;
  }
  std::int64_t count(const char* sql) const {
    Database db = open_for_reading(this->db());
    return Statement(db, sql).step()->i64(0);
  }

  support::TempDir dir_;
};

TEST_F(ReplayTest, WhatWaitsIsInTheStoreAfterwards) {
  leave("a", 0, 3);
  leave("b", 0, 2);
  const auto report = replay_new();
  EXPECT_EQ(report.files, 2);
  EXPECT_EQ(report.batches, 5);
  EXPECT_EQ(report.records, 30);
  EXPECT_EQ(report.waiting_files, 0);
  EXPECT_EQ(report.waiting_bytes, 0);
  EXPECT_FALSE(report.stopped);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 15);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE seq IS NOT NULL"), 10);
  EXPECT_EQ(count("SELECT count(*) FROM requests"), 5);
  EXPECT_TRUE(files().empty());
}

TEST_F(ReplayTest, WhereNothingWaitsNothingIsMade) {
  const auto report = replay_new();
  EXPECT_EQ(report.files, 0);
  EXPECT_FALSE(fs::exists(place()));
  EXPECT_EQ(count("SELECT count(*) FROM traces"), 0);
}

TEST_F(ReplayTest, KilledBetweenCommitAndRemovalItAddsNothingTheNextTime) {
  leave("a", 0, 4);
  const std::string file = files().at(0);
  fs::copy_file(file, dir_ / "copy");
  replay_new();
  const std::string once = dump();
  fs::copy_file(dir_ / "copy", file);
  EXPECT_EQ(replay_new().batches, 4);
  EXPECT_EQ(dump(), once);
  EXPECT_TRUE(files().empty());
}

TEST_F(ReplayTest, TheSameSinkRecognisesItsOwnRows) {
  StoreSink sink(store_options());
  write(sink, sample_batch("a", 0));  // the trace is this writer's own
  leave("a", 1, 3);
  const std::string file = files().at(0);
  fs::copy_file(file, dir_ / "copy");
  replay(options(), sink);
  const std::string once = dump();
  fs::copy_file(dir_ / "copy", file);
  replay(options(), sink);
  EXPECT_EQ(dump(), once);
  write(sink, sample_batch("a", 3));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 12);
}

TEST_F(ReplayTest, RowsOfNoTraceAndRowsWithoutIdentityComeOnce) {
  ingest::Batch batch = sample_batch("a", 0);
  for (auto& row : batch.rows) row.uid = {};
  batch.rows[2].trace = ingest::EventRow::kNone;
  {
    SpoolSink spool(spool_options());
    write(spool, batch);
  }
  const std::string file = files().at(0);
  fs::copy_file(file, dir_ / "copy");
  replay_new();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
  fs::copy_file(dir_ / "copy", file);
  replay_new();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
}

TEST_F(ReplayTest, AFileOfALiveRecorderWaits) {
  SpoolSink live(spool_options());
  write(live, sample_batch("a", 0));
  leave("b", 0, 1);
  auto report = replay_new();
  EXPECT_EQ(report.files, 1);
  EXPECT_EQ(report.waiting_files, 1);
  EXPECT_TRUE(live.has_waiting());
  EXPECT_EQ(files(), std::vector<std::string>{live.path()});
}

TEST_F(ReplayTest, TheOwnFileIsLoadedOnceTheStoreTakesBatches) {
  SpoolSink own(spool_options());
  write(own, sample_batch("a", 0));
  StoreSink sink(store_options());
  ReplayOptions mine = options();
  mine.own = &own;
  StoreLock other(db());
  ASSERT_TRUE(other.acquire({0}));
  auto report = replay(mine, sink);
  ASSERT_TRUE(report.stopped);
  EXPECT_EQ(report.stopped->code, base::Errc::busy);
  EXPECT_TRUE(own.has_waiting());
  write(own, sample_batch("a", 1));
  EXPECT_EQ(files().size(), 1U);  // it went on in the same file
  other.release();
  report = replay(mine, sink);
  EXPECT_EQ(report.batches, 2);
  EXPECT_FALSE(own.has_waiting());
  EXPECT_TRUE(files().empty());
  write(sink, sample_batch("a", 2));
  write(own, sample_batch("a", 3));
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(ReplayTest, SomebodyElseAtItIsNotDisturbed) {
  leave("a", 0, 1);
  const auto turnstile = ingest::SpoolDir::find(place())->lock("replay.lock");
  const auto report = replay_new();
  EXPECT_EQ(report.files, 0);
  EXPECT_EQ(report.waiting_files, 1);
}

TEST_F(ReplayTest, DamagedRecordsAreKeptAsideAndTheOthersLoaded) {
  leave("a", 0, 3);
  const std::string file = files().at(0);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
      .seekp(static_cast<std::streamoff>(fs::file_size(file) / 2))
      .put('\xff');
  const auto report = replay_new();
  EXPECT_EQ(report.damaged, 1);
  EXPECT_EQ(report.batches, 2);
  EXPECT_TRUE(files().empty());
  EXPECT_TRUE(fs::exists(place() + "/quarantine/" + fs::path(file).filename().string()));
  std::ofstream(place() + "/x.spool") << "no header";
  EXPECT_EQ(replay_new().damaged, 1);
  EXPECT_TRUE(files().empty());
}

TEST_F(ReplayTest, InASharedFolderEachStoreTakesItsOwn) {
  const std::string shared = dir_ / "shared";
  for (const char* name : {"t.db", "u.db"}) {
    SpoolSink spool({.places = {shared}, .db_path = dir_ / name});
    write(spool, sample_batch(name, 0));
  }
  StoreSink sink(store_options());
  const auto report = replay({.places = {shared}, .db_path = db()}, sink);
  EXPECT_EQ(report.files, 1);
  EXPECT_EQ(count("SELECT count(*) FROM traces WHERE uid = 't.db'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM traces"), 1);
}

TEST_F(ReplayTest, FilesOfAllPlacesComeInTheOrderTheyWereWritten) {
  for (std::uint64_t n = 0; n < 4; ++n) {
    SpoolSink spool({.places = {n % 2 == 0 ? place() : dir_ / "other"}, .db_path = db()});
    write(spool, sample_batch("a", n));
  }
  StoreSink sink(store_options());
  replay({.places = {dir_ / "other", place()}, .db_path = db()}, sink);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 12);
  EXPECT_EQ(count("SELECT count(*) FROM events x JOIN events y ON x.id < y.id AND x.at > y.at"), 0);
}

TEST_F(ReplayTest, ContentIsKeptWhereItsRecorderKeptIt) {
  for (const bool keep : {false, true}) {
    ingest::SpoolOptions how = spool_options();
    how.keep_content = keep;
    SpoolSink spool(how);
    ingest::Batch batch = sample_batch("a", keep ? 1 : 0);
    batch.changes.push_back(
        {3, model::Content{keep ? "request-a-1" : "request-a-0", {1}, "", "", "ask", "answer"}});
    write(spool, batch);
  }
  replay_new();
  EXPECT_EQ(count("SELECT count(*) FROM requests"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM contents"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM contents c JOIN requests r ON r.id = c.request WHERE r.uid "
                  "= 'request-a-1'"),
            1);
}

TEST_F(ReplayTest, ALineIsKnownHoweverLongAgoItCame) {
  constexpr std::uint64_t kBulk = 70'000;  // more than a writer remembers of its own traces
  ingest::Batch bulk = sample_batch("a", 0);
  const auto row = bulk.rows[0];
  for (std::uint64_t i = 0; i < kBulk; ++i) {
    auto next = row;
    next.n = 10 + i;
    next.uid = digest::blake2b128(std::to_string(i));
    bulk.rows.push_back(next);
  }
  SpoolSink spool(spool_options());
  for (int i = 0; i < 2; ++i) write(spool, bulk);
  spool.close();
  replay_new();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3 + static_cast<std::int64_t>(kBulk));
}

TEST_F(ReplayTest, ABatchThatTheSchemaRefusesDoesNotHoldUpTheOthers) {
  // An event of no trace has no place of its own in the sequence: a second one is refused.
  ingest::Batch nowhere = sample_batch("a", 0);
  nowhere.changes.clear();
  nowhere.rows.resize(1);
  nowhere.rows[0].trace = ingest::EventRow::kNone;
  {
    StoreSink sink(store_options());
    write(sink, nowhere);
  }
  ingest::Batch carrier = nowhere, refused = nowhere;
  carrier.rows[0].is_event = false;
  carrier.rows[0].uid = digest::blake2b128("carrier");
  refused.rows[0].uid = digest::blake2b128("refused");
  {
    SpoolSink spool(spool_options());
    write(spool, carrier);
    write(spool, refused);
  }
  const auto report = replay_new();
  EXPECT_FALSE(report.stopped);
  EXPECT_EQ(report.batches, 1);
  EXPECT_EQ(report.damaged, 1);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 2);
  EXPECT_TRUE(fs::exists(place() + "/quarantine"));
}

TEST_F(ReplayTest, R18KilledAtAnyMomentItLosesAndDoublesNothing) {
  constexpr std::uint64_t kBatches = 20;
  const char* const kills_wanted = std::getenv("REPLAY_KILLS");
  const std::uint64_t rounds = kills_wanted == nullptr ? 25 : std::stoull(kills_wanted);
  std::mt19937 random(5);
  int kills = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    leave("a", round * kBatches, (round + 1) * kBatches);
    const auto patience = static_cast<suseconds_t>(500 + random() % 15'000);
    const pid_t child = ::fork();
    if (child == 0) {
      const itimerval timer{{}, {0, patience}};
      ::setitimer(ITIMER_REAL, &timer, nullptr);  // SIGALRM ends the process where it is
      replay_new();
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    kills += WIFSIGNALED(status);
  }
  EXPECT_GT(kills, 0);
  EXPECT_FALSE(replay_new().stopped);
  EXPECT_TRUE(files().empty());
  const auto rows = static_cast<std::int64_t>(3 * rounds * kBatches);
  EXPECT_EQ(count("SELECT count(*) FROM events"), rows);
  EXPECT_EQ(count("SELECT count(DISTINCT uid) FROM events"), rows);
  EXPECT_EQ(count("SELECT chain_count FROM traces"), rows);
  EXPECT_EQ(count("SELECT count(*) FROM requests"), rows / 3);
}

TEST_F(ReplayTest, TooMuchIsLeftForAnother) {
  leave("a", 0, 1);
  StoreSink sink(store_options());
  ReplayOptions little = options();
  little.max_bytes = 10;
  const auto report = replay(little, sink);
  EXPECT_EQ(report.files, 0);
  EXPECT_EQ(report.waiting_files, 1);
  EXPECT_EQ(files().size(), 1U);
}

}  // namespace
}  // namespace trace::store
