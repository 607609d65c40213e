#include "store/store_sink.h"

#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace trace::store {
namespace {

using ingest::Batch;
using ingest::EventRow;

digest::Hash128 uid_of(int n) { return digest::blake2b128(std::to_string(n)); }

// Lines `from` … `to` of an input, as a dialect whose lines may come again gives them.
Batch lines(const std::string& trace, const std::string& input, int from, int to,
            std::uint64_t n = 1) {
  Batch batch;
  for (int i = from; i <= to; ++i) {
    EventRow row;
    row.trace = batch.trace_index(trace);
    row.input = batch.input_index(input);
    row.type = batch.type_index("log");
    row.at = {1'000'000 + i};
    row.n = n++;
    row.uid = uid_of(i);
    row.may_repeat = true;
    row.payload = batch.append("line " + std::to_string(i));
    batch.rows.push_back(row);
  }
  return batch;
}

void end_input(Batch& batch, const std::string& input, std::uint64_t frames) {
  ingest::InputChange change;
  change.input = batch.input_index(input);
  change.ended_at = base::UnixMicros{9};
  change.frames = frames;
  batch.changes.push_back({static_cast<std::uint32_t>(batch.rows.size()), change});
}

void write(StoreSink& sink, const Batch& batch) {
  const Batch* pointer = &batch;
  sink.write({&pointer, 1});
}

std::int64_t number(StoreSink& sink, const char* sql) {
  Statement statement(sink.database(), sql);
  return statement.step()->i64(0);
}

Batch finish(const std::string& id, model::RunStatus status,
             model::Ending ending = model::Ending::reported) {
  Batch batch;
  model::TraceChange change;
  change.id = id;
  change.status = status;
  change.ending = ending;
  batch.changes.push_back({0, change});
  return batch;
}

TEST(StoreSink, LoadingTheSameLinesTwiceChangesNothing) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  for (const char* input : {"in-1", "in-2"}) {
    auto batch = lines("T", input, 1, 5);
    end_input(batch, input, 5);
    write(sink, batch);
  }
  EXPECT_EQ(number(sink, "SELECT count(*) FROM events"), 5);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM inputs"), 1);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM repeats"), 0);
  EXPECT_EQ(number(sink, "SELECT event_count FROM traces"), 5);
}

TEST(StoreSink, AnInputThatGrewKeepsOneRunOfRepeatedLines) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  auto first = lines("T", "in-1", 1, 4);
  end_input(first, "in-1", 4);
  write(sink, first);
  auto grown = lines("T", "in-2", 1, 6);
  end_input(grown, "in-2", 6);
  write(sink, grown);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM events WHERE seq IS NOT NULL"), 6);
  EXPECT_EQ(number(sink, "SELECT count FROM repeats WHERE n = 1"), 4);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM repeats"), 1);
}

TEST(StoreSink, AnotherWriterSeesTheLinesOfTheFirst) {
  const support::TempDir dir;
  StoreSink one({.path = dir / "t.db"}), two({.path = dir / "t.db"});
  write(one, lines("T", "in-1", 1, 3));
  write(two, lines("T", "in-2", 1, 4));
  write(one, lines("T", "in-1", 4, 5, 4));
  EXPECT_EQ(number(one, "SELECT count(*) FROM events"), 5);
  EXPECT_EQ(number(one, "SELECT count(DISTINCT seq) FROM events"), 5);
  EXPECT_EQ(number(one, "SELECT max(seq) FROM events"), 5);
}

TEST(StoreSink, ATakenSequenceNumberGetsTheNextOneAndKeepsItsOwn) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  auto batch = lines("T", "in-1", 1, 2);
  batch.rows[0].seq = 7;
  batch.rows[1].seq = 7;
  write(sink, batch);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM events WHERE seq = 7 AND source_seq IS NULL"), 1);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM events WHERE seq = 8 AND source_seq = 7"), 1);
}

TEST(StoreSink, AnEndStateIsFinalAndASecondFinishIsCounted) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  write(sink, lines("T", "in-1", 1, 1));
  write(sink, finish("T", model::RunStatus::success));
  write(sink, finish("T", model::RunStatus::error));
  write(sink, finish("T", model::RunStatus::running));
  EXPECT_EQ(number(sink, "SELECT status FROM traces"), static_cast<int>(model::RunStatus::success));
  EXPECT_EQ(sink.counters().duplicate_finishes, 1);
}

TEST(StoreSink, AReportedEndReplacesAProvisionalOneOnce) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  write(sink, finish("T", model::RunStatus::abandoned, model::Ending::provisional));
  write(sink, finish("T", model::RunStatus::error));
  write(sink, finish("T", model::RunStatus::success));
  EXPECT_EQ(number(sink, "SELECT status FROM traces"), static_cast<int>(model::RunStatus::error));
}

TEST(StoreSink, TheFullestReportOfARequestWinsAndIsOneRow) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  for (const int output : {5, 40, 7}) {
    Batch batch;
    model::Request request;
    request.id = "msg";
    request.trace = "T";
    request.model = "m";
    request.requested_at = {1'000'000};
    request.tokens.input = 10;
    request.tokens.output = output;
    batch.changes.push_back({0, request});
    write(sink, batch);
  }
  EXPECT_EQ(number(sink, "SELECT count(*) FROM requests"), 1);
  EXPECT_EQ(number(sink, "SELECT output_tokens FROM requests"), 40);
}

TEST(StoreSink, AFailedWriteLeavesNothingAndCanBeTriedAgain) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db", .patience = base::DurationMs{1}});
  const int held = ::open((dir / "t.db.lock").c_str(), O_RDWR);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  const auto batch = lines("T", "in-1", 1, 3);
  EXPECT_THROW(write(sink, batch), base::Failure);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM events"), 0);
  ::close(held);
  write(sink, batch);
  EXPECT_EQ(number(sink, "SELECT count(*) FROM events"), 3);
}

TEST(StoreSink, AStoreThatWasRemovedIsNoticedBeforeTheCommit) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  write(sink, lines("T", "in-1", 1, 1));
  ASSERT_EQ(::unlink((dir / "t.db").c_str()), 0);
  EXPECT_THROW(write(sink, lines("T", "in-1", 2, 2, 2)), base::Failure);
}

TEST(StoreSink, TheHashChainDependsOnEveryRow) {
  const support::TempDir dir;
  StoreSink a({.path = dir / "a.db"}), b({.path = dir / "b.db"});
  write(a, lines("T", "in-1", 1, 3));
  auto other = lines("T", "in-1", 1, 3);
  other.rows[1].at.v += 1;
  write(b, other);
  const char* head = "SELECT h FROM events WHERE seq = 3";
  EXPECT_NE(number(a, head), number(b, head));
  EXPECT_EQ(number(a, "SELECT chain_count FROM traces"), 3);
}

}  // namespace
}  // namespace trace::store
