// What the store makes of the same sessions in several files, in whatever order they come.
#include "support/temp_dir.h"

#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace trace::store {
namespace {

using ingest::Batch;
using ingest::EventRow;

void write(StoreSink& sink, const Batch& batch) {
  const Batch* pointer = &batch;
  sink.write({&pointer, 1});
}

std::string text(StoreSink& sink, const char* sql) {
  Statement statement(sink.database(), sql);
  std::string out;
  statement.each([&](const Row& row) { out += std::string(row.text(0)) + "\n"; });
  return out;
}

void open_trace(Batch& batch, const std::string& id, std::int64_t at) {
  model::TraceChange change;
  change.id = id;
  change.status = model::RunStatus::running;
  change.started_at = change.created_at = base::UnixMicros{at};
  batch.changes.push_back({0, change});
}

model::Request report(const std::string& trace, std::int64_t at, std::int64_t output) {
  model::Request request;
  request.id = "r";
  request.trace = trace;
  request.model = "m";
  request.requested_at = {at};
  request.tokens.input = 10;
  request.tokens.output = output;
  return request;
}

// Four files that report one call: a fork that began later, two lines of one message, a resumed
// session whose trace turns out to have begun first of all.
std::vector<Batch> files_with_one_call() {
  std::vector<Batch> files(4);
  open_trace(files[0], "fork", 500);
  files[0].changes.push_back({0, report("fork", 600, 3)});
  open_trace(files[1], "first", 400);
  auto early = report("first", 600, 3);
  early.responded_at = base::UnixMicros{601'000};
  early.ttft_ms = 7;
  files[1].changes.push_back({0, early});
  open_trace(files[2], "first", 400);
  auto full = report("first", 600, 40);
  full.responded_at = base::UnixMicros{2'000'600};
  full.conversation_id = "c";
  full.cost_nusd = 5;
  full.cost_source = model::CostSource::reported;
  files[2].changes.push_back({0, full});
  open_trace(files[3], "resumed", 700);
  auto failed = report("resumed", 600, 40);
  failed.status = model::RequestStatus::error;
  files[3].changes.push_back({0, failed});
  model::TraceChange earlier;
  earlier.id = "resumed";
  earlier.started_at = base::UnixMicros{100};
  files[3].changes.push_back({0, earlier});
  return files;
}

TEST(ImportRules, ARequestIsTheSameInEveryOrderOfFiles) {
  const auto files = files_with_one_call();
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), 0U);
  do {
    const support::TempDir dir;
    StoreSink sink({dir / "t.db", Durability::memory});
    for (const auto i : order) write(sink, files[i]);
    write(sink, files[order.front()]);
    EXPECT_EQ(text(sink,
                   "SELECT format('%s %s %s %s %s %s %s %s %s %s %s', t.uid, r.at, "
                   "r.responded_at, r.duration_ms, r.ttft_ms, r.input_tokens, r.output_tokens, "
                   "r.cost_nusd, r.cost_source, r.status, r.conversation_id) FROM requests r JOIN "
                   "traces t ON t.id = r.trace"),
              "resumed 600 2000600 2000 7 10 40 5 1 0 c\n");
  } while (std::next_permutation(order.begin(), order.end()));
}

Batch lines(const std::string& input, int from, int to, std::int64_t at) {
  Batch batch;
  for (int i = from; i <= to; ++i) {
    EventRow row;
    row.trace = batch.trace_index("t");
    row.input = batch.input_index(input);
    row.type = batch.type_index("log");
    row.at = {at};
    row.flags = model::EventFlag::arrival_time | model::EventFlag::file_time;
    row.n = static_cast<std::uint64_t>(i);
    row.uid = digest::blake2b128(std::to_string(i));
    row.may_repeat = true;
    row.payload = batch.append("l");
    batch.rows.push_back(row);
  }
  return batch;
}

TEST(ImportRules, ACopyOfALongFileAddsNothing) {
  const support::TempDir dir;
  StoreSink sink({dir / "t.db", Durability::memory});
  sink.expect_copies();
  for (int i = 0; i < 8; ++i) write(sink, lines("one", i * 10'000 + 1, (i + 1) * 10'000, 5));
  for (int i = 0; i < 8; ++i) write(sink, lines("two", i * 10'000 + 1, (i + 1) * 10'000, 5));
  EXPECT_EQ(text(sink, "SELECT count(*) FROM events"), "80000\n");
  EXPECT_EQ(text(sink, "SELECT event_count FROM traces"), "80000\n");
}

TEST(ImportRules, ATimeThatTheLineSaysIsNotPutBack) {
  const support::TempDir dir;
  StoreSink sink({dir / "t.db", Durability::memory});
  sink.expect_copies();
  auto said = lines("a", 1, 1, 9);
  said.rows.front().flags = 0;
  write(sink, said);
  write(sink, lines("b", 1, 1, 4));
  EXPECT_EQ(text(sink, "SELECT at FROM events"), "9\n");
}

TEST(ImportRules, TheTimeOfALineIsThatOfItsEarliestFile) {
  std::string both[2];
  for (const bool is_late_first : {false, true}) {
    const support::TempDir dir;
    StoreSink sink({dir / "t.db", Durability::memory});
    sink.expect_copies();
    write(sink, lines("a", 1, 2, is_late_first ? 9 : 4));
    write(sink, lines("b", 1, 2, is_late_first ? 4 : 9));
    both[is_late_first] = text(sink, "SELECT at || hex(h) FROM events ORDER BY id");
  }
  EXPECT_EQ(both[0], both[1]);
  EXPECT_TRUE(both[0].starts_with("4"));
}

TEST(ImportRules, AFileIsFoundAgainByItsIdentity) {
  const support::TempDir dir;
  StoreSink sink({dir / "t.db", Durability::memory});
  Batch batch;
  ingest::FileChange file;
  file.dev = 1;
  file.inode = ~0ULL;
  file.size = 30;
  file.mtime = {77};
  file.head = digest::blake2b128("head");
  file.head_size = 30;
  file.input = "input";
  file.trace = "t";
  file.dialect = "text";
  batch.changes.push_back({0, file});
  write(sink, batch);
  std::get<ingest::FileChange>(batch.changes[0].body).size = 60;
  write(sink, batch);
  KnownFiles known(sink.database());
  EXPECT_FALSE(known.find(1, 2));
  const auto found = known.find(1, ~0ULL);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, 60U);
  EXPECT_EQ(found->mtime.v, 77);
  EXPECT_EQ(found->head, file.head);
  EXPECT_EQ(found->input, "input");
  EXPECT_FALSE(known.has_input("input"));
}

}  // namespace
}  // namespace trace::store
