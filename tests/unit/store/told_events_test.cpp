#include "store/told_events.h"

#include "digest/blake2b.h"
#include "support/temp_dir.h"

#include "ingest/batch.h"
#include "model/event_row.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trace::store {
namespace {

using ingest::Batch;
using ingest::EventRow;
using model::EventFlag;

constexpr std::uint32_t kStream = EventFlag::told_twice | EventFlag::arrival_time;
constexpr std::uint32_t kFile = EventFlag::told_twice;

// Adds one line to the trace `t`; its uid is made of what it says.
void add(Batch& batch, const std::string& input, const std::string& says, std::int64_t key,
         std::uint32_t flags) {
  EventRow row;
  row.trace = batch.trace_index("t");
  row.input = batch.input_index(input);
  row.type = batch.type_index("assistant");
  row.at = {1'000'000};
  row.n = batch.rows.size() + 1;
  row.key = key;
  row.flags = flags;
  row.uid = digest::blake2b128(says);
  row.may_repeat = true;
  row.payload = batch.append(says);
  batch.rows.push_back(row);
}

void write(StoreSink& sink, const Batch& batch) {
  const Batch* pointer = &batch;
  sink.write({&pointer, 1});
}

std::int64_t number(StoreSink& sink, const char* sql) {
  return Statement(sink.database(), sql).step()->i64(0);
}

class Told : public testing::Test {
 protected:
  Told() { digest::digest_init(); }
  support::TempDir dir_;
  StoreSink sink_{{dir_.path() + "/t.db"}};
};

TEST_F(Told, WhatStreamAndFileTellIsOneEventAndTwoLines) {
  Batch stream, file;
  add(stream, "stdin", "hello, as it came", 7, kStream);
  add(file, "file", "hello, as it was kept", 7, kFile);
  write(sink_, stream);
  write(sink_, file);
  EXPECT_EQ(number(sink_, "SELECT count(*) FROM events WHERE seq IS NOT NULL"), 1);
  EXPECT_EQ(number(sink_, "SELECT event_count FROM traces"), 1);
  EXPECT_EQ(number(sink_, "SELECT count(*) FROM events WHERE payload IS NOT NULL"), 2);
}

TEST_F(Told, EachOfOneSourceIsOneOfTheOtherAndTheRestIsNew) {
  Batch stream, file;
  add(stream, "stdin", "first", 7, kStream);
  for (const char* text : {"first kept", "second kept"}) add(file, "file", text, 7, kFile);
  add(file, "file", "of another message", 8, kFile);
  write(sink_, stream);
  write(sink_, file);
  EXPECT_EQ(number(sink_, "SELECT count(*) FROM events WHERE seq IS NOT NULL"), 3);
}

TEST_F(Told, AnotherWriterKnowsWhatWasToldBeforeIt) {
  Batch stream, file, rest;
  for (const char* text : {"first", "second"}) add(stream, "stdin", text, 7, kStream);
  write(sink_, stream);
  add(file, "file", "first kept", 7, kFile);
  StoreSink({dir_.path() + "/t.db"}).write(std::array<const Batch*, 1>{&file});
  add(rest, "file", "second kept", 7, kFile);
  add(rest, "file", "third kept", 7, kFile);
  StoreSink({dir_.path() + "/t.db"}).write(std::array<const Batch*, 1>{&rest});
  EXPECT_EQ(number(sink_, "SELECT count(*) FROM events WHERE seq IS NOT NULL"), 3);
}

TEST_F(Told, OneSourceMaySayTheSameTwice) {
  Batch file;
  for (const char* text : {"started", "completed"}) add(file, "file", text, 7, kFile);
  write(sink_, file);
  EXPECT_EQ(number(sink_, "SELECT count(*) FROM events WHERE seq IS NOT NULL"), 2);
}

}  // namespace
}  // namespace trace::store
