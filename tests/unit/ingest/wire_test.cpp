#include "ingest/wire.h"

#include "support/batches.h"

#include <gtest/gtest.h>

#include <random>

namespace trace::ingest {
namespace {

using support::describe;
using support::ramp;

EventRow full_row(Batch& batch) {
  EventRow row;
  row.trace = batch.trace_index("t-1");
  row.input = batch.input_index("in-1");
  row.carrier = 0;
  row.type = batch.type_index("tool_use");
  row.tool = batch.tool_index("bash");
  row.level = model::Level::error;
  row.is_event = false;
  row.may_repeat = true;
  row.flags = 0xF0F0F0F0;
  row.at = {-5};
  row.n = UINT64_MAX;
  row.payload = batch.append("payload \n\0 bytes");
  row.part = Slice{3, 4};
  row.seq = INT64_MIN;
  row.duration_ms = INT64_MAX;
  row.full_size = 0;
  row.key = -1;
  row.uid = ramp<16>(1);
  row.leaf = ramp<32>(2);
  row.full_hash = ramp<32>(3);
  row.salt = ramp<16>(4);
  return row;
}

model::TraceChange full_trace() {
  return {"id",
          "parent",
          "title",
          "source",
          "ref",
          "session",
          "message",
          "client",
          "mode",
          "actor",
          "switch",
          7,
          model::Keep::events,
          model::RunStatus::abandoned,
          model::Ending::provisional,
          base::UnixMicros{1},
          base::UnixMicros{2},
          base::UnixMicros{3},
          4,
          "code",
          "error",
          false,
          "model",
          "cwd",
          "host",
          "{\"p\":1}",
          "{\"s\":1}",
          "{\"r\":1}",
          "{\"m\":1}",
          std::nullopt};
}

model::Request full_request() {
  model::Request r{"id",
                   "trace",
                   "token",
                   "account",
                   "user",
                   "mode",
                   "model",
                   "provider",
                   "conv",
                   true,
                   {1},
                   base::UnixMicros{2},
                   3,
                   4,
                   {},
                   5,
                   model::CostSource::contained,
                   model::RequestStatus::canceled,
                   6,
                   7,
                   8,
                   "error",
                   "meta"};
  r.tokens = {9, 10, 11, 12, 13, 14};
  return r;
}

Batch full_batch() {
  Batch batch;
  batch.type_index("first");
  EventRow plain;
  batch.rows.push_back(plain);
  batch.rows.push_back(full_row(batch));
  batch.changes.push_back({0, full_trace()});
  batch.changes.push_back({0, model::TraceChange{}});
  batch.changes.push_back({1, full_request()});
  batch.changes.push_back({1, model::Content{"r", {9}, "sys", "[]", "ask", "answer"}});
  batch.changes.push_back(
      {1,
       InputChange{0, 3, "name", "dialect", "trace", {1}, base::UnixMicros{2}, 3, 4, 5, 6, true}});
  batch.changes.push_back({2, Chunk{0, 8, 9, batch.append("chunk")}});
  batch.changes.push_back({2, RecorderChange{"trace", "boot", 1, -2, 3}});
  batch.last_line = 77;
  batch.is_urgent = true;
  batch.first_at = {123};
  return batch;
}

std::string bytes_of(const Batch& batch) {
  std::string out;
  encode(batch, out);
  return out;
}

TEST(Wire, EveryMemberOfABatchComesBack) {
  const Batch batch = full_batch();
  Batch read;
  read.rows.resize(5);  // what was in it is gone
  ASSERT_TRUE(decode(bytes_of(batch), read));
  EXPECT_EQ(describe(read), describe(batch));
}

TEST(Wire, AnEmptyBatchComesBack) {
  Batch read;
  ASSERT_TRUE(decode(bytes_of({}), read));
  EXPECT_TRUE(read.empty());
}

TEST(Wire, AnyTruncationIsAnError) {
  const std::string bytes = bytes_of(full_batch());
  Batch read;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto status = decode(std::string_view(bytes).substr(0, size), read);
    ASSERT_FALSE(status) << size;
    ASSERT_EQ(status.error().code, base::Errc::bad_input);
    ASSERT_TRUE(read.empty());
  }
  EXPECT_FALSE(decode(bytes + "x", read));
}

TEST(Wire, ALaterVersionIsNamed) {
  std::string bytes = bytes_of(full_batch());
  bytes[0] = 3;
  Batch read;
  const auto status = decode(bytes, read);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, base::Errc::schema_too_new);
}

TEST(Wire, WhatIsAcceptedIsInBounds) {
  const auto refused = [](auto&& spoil) {
    Batch batch = full_batch();
    spoil(batch);
    Batch read;
    return !decode(bytes_of(batch), read);
  };
  EXPECT_FALSE(refused([](Batch&) {}));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].trace = 1; }));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].input = 1; }));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].carrier = 1; }));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].type = 2; }));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].tool = 2; }));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].payload.size = 1000; }));
  EXPECT_TRUE(refused([](Batch& b) { b.rows[1].payload = {UINT32_MAX, UINT32_MAX}; }));
  EXPECT_TRUE(refused([](Batch& b) { b.changes[0].before = 3; }));
  EXPECT_TRUE(refused([](Batch& b) { std::get<InputChange>(b.changes[4].body).input = 1; }));
  EXPECT_TRUE(refused([](Batch& b) { std::get<Chunk>(b.changes[5].body).data.at = 1000; }));
}

TEST(Wire, GarbageNeverCrashes) {
  std::mt19937 random(7);
  const std::string bytes = bytes_of(full_batch());
  Batch read;
  for (int round = 0; round < 20'000; ++round) {
    std::string garbage = bytes;
    for (unsigned i = 0; i <= random() % 4; ++i)
      garbage[random() % garbage.size()] = static_cast<char>(random());
    (void)decode(garbage, read);
    std::string noise(random() % 64, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    noise.insert(0, 1, '\1');
    (void)decode(noise, read);
  }
}

}  // namespace
}  // namespace trace::ingest
