#include "store/packer.h"

#include "support/sample_store.h"
#include "support/sql_values.h"

#include "store/event_rows.h"
#include "store/frames.h"
#include "store/lock.h"
#include "store/payload.h"
#include "store/payload_views.h"
#include "store/request_rows.h"
#include "store/retention.h"
#include "store/schema.h"
#include "store/unpacker.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::column;
using support::number;
using tests::SampleStore;

constexpr base::UnixMicros kLater{1'000'000'000};

// A line of some length that no other is equal to.
std::string line(int i, std::size_t size = 600) {
  std::string out = R"({"n":)" + std::to_string(i) + R"(,"text":")";
  for (unsigned long at = static_cast<unsigned long>(i); out.size() < size; at = at * 48271 + 11)
    out += "word" + std::to_string(at % 1000) + " ";
  return out + R"("})";
}

struct Packed : SampleStore {
  StoreLock lock{path()};

  PackCount pack(base::UnixMicros before = kLater) {
    Packer packer(writer());
    return packer.pack(packer.choose(before), kLater, lock);
  }
  std::string payloads() {
    auto db = reader();
    return column(db, "SELECT typeof(p) || hex(p) FROM (SELECT " + payload_sql(db, "") +
                          " AS p, id FROM events) ORDER BY id");
  }
};

TEST(Packer, PayloadsComeBackAsTheyWere) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  for (int i = 0; i < 400; ++i) store.add_event(trace, "note", line(i));
  store.add_event(trace, "note", "");
  store.add_event(trace, "note", std::string("\0\xff binary", 9));
  store.writer().exec("UPDATE events SET payload = CAST(payload AS BLOB) WHERE seq = 402");
  const std::string before = store.payloads();
  const auto count = store.pack();
  EXPECT_EQ(count.events, 402);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM events WHERE payload IS NOT NULL"), 0);
  EXPECT_TRUE(store.payloads() == before);
  EXPECT_GT(number(store.writer(), "SELECT count(*) FROM blocks"), 3);
  EXPECT_LE(number(store.writer(), "SELECT max(size) FROM blocks"), 64 * 1024);
  EXPECT_LT(count.stored, count.bytes / 2);
}

TEST(Packer, WhatRunsAndWhatIsYoungStays) {
  Packed store;
  const auto old = store.add(SampleStore::Trace{.id = "old", .at = 1});
  const auto young = store.add(SampleStore::Trace{.id = "young", .at = 500});
  const auto running = store.add(SampleStore::Trace{.id = "runs", .at = 1, .status = 1});
  for (const auto trace : {old, young, running}) store.add_event(trace, "note", line(1));
  EXPECT_EQ(store.pack({100}).events, 1);
  EXPECT_EQ(column(store.writer(),
                   "SELECT t.uid FROM events e JOIN traces t ON t.id = e.trace "
                   "WHERE e.block IS NOT NULL"),
            "old\n");
}

TEST(Packer, ASecondRunFindsOnlyWhatIsNew) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  store.add_event(trace, "note", line(1));
  EXPECT_EQ(store.pack().events, 1);
  EXPECT_EQ(Packer(store.writer()).choose(kLater).traces, std::vector<std::int64_t>{0});
  store.add_event(trace, "note", line(2));
  store.writer().exec("UPDATE traces SET event_count = event_count + 1");
  EXPECT_EQ(store.pack().events, 1);
}

TEST(Packer, EqualPayloadsAreKeptOnce) {
  Packed store;
  const auto a = store.add(SampleStore::Trace{.id = "a", .at = 1});
  const auto b = store.add(SampleStore::Trace{.id = "b", .at = 2});
  for (const auto trace : {a, b}) store.add_event(trace, "note", line(1));
  store.pack();
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM blocks"), 1);
  EXPECT_EQ(number(store.writer(), "SELECT uses FROM block_uses"), 2);
}

TEST(Packer, LongTextsThatComeAgainAreKeptOnce) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  const std::string prompt = line(77, 4000).substr(20, 3000);
  for (int i = 0; i < 5; ++i)
    store.add_event(trace, "note", R"({"i":)" + std::to_string(i) + R"(,"t":")" + prompt + "\"}");
  const std::string before = store.payloads();
  store.pack();
  EXPECT_EQ(number(store.writer(), "SELECT size FROM blocks WHERE hash IS NOT NULL"), 3000);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM events WHERE block_len < 0"), 5);
  EXPECT_LT(number(store.writer(), "SELECT max(size) FROM blocks WHERE hash IS NULL"), 200);
  EXPECT_TRUE(store.payloads() == before);
}

TEST(Packer, PiecesOfLongLinesArePackedWithThem) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  const auto event = store.add_event(trace, "note", line(1), 1, 2);
  const std::string rest = line(2, 5000);
  store.writer().exec(
      "INSERT INTO inputs(id, uid, kind, started_at) VALUES (1, 'i', 0, 1);"
      "UPDATE events SET input = 1, n = 1");
  Statement(store.writer(), "UPDATE inputs SET first_event = ?1, last_event = ?1")
      .with(event)
      .run();
  Statement piece(store.writer(), "INSERT INTO chunks(input, n, i, data) VALUES (1, 1, ?1, ?2)");
  for (int i = 1; i < 3; ++i) piece.with(i, Blob{rest}).run();
  store.pack();
  EXPECT_EQ(number(store.writer(), "SELECT total(length(data)) FROM chunks"), 0);
  auto db = store.reader();
  std::string frames, said;
  Frames(db).walk(1, [&](std::string_view bytes) { frames += bytes; });
  EXPECT_EQ(frames, line(1) + rest + rest + "\n");
  Dictionary names(db);
  EventRows(db, names).each(trace, "a", [&](const model::EventRow& e) { said = *e.frame; });
  EXPECT_EQ(said, line(1) + rest + rest);
}

std::int64_t add_content(SampleStore& store, const std::string& id, const std::string& prompt) {
  const auto request = store.add(SampleStore::Request{.id = id, .at = 1});
  Statement(
      store.writer(),
      "INSERT INTO contents(request, at, system_prompt, prompt) VALUES (?1, 1, 'be kind', ?2)")
      .with(request, prompt)
      .run();
  return request;
}

TEST(Packer, ContentsComeBackAsTheyWere) {
  Packed store;
  add_content(store, "r1", line(1));
  add_content(store, "r2", line(2));
  EXPECT_EQ(store.pack().contents, 2);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM contents WHERE prompt IS NOT NULL"), 0);
  auto db = store.reader();
  Dictionary names(db);
  std::string said;
  RequestRows(db, names).each_content(std::nullopt, [&](const model::Content& content) {
    EXPECT_TRUE(content.messages.empty());
    said += content.system_prompt + content.prompt;
  });
  EXPECT_EQ(said, "be kind" + line(1) + "be kind" + line(2));
}

TEST(Packer, ABlockGoesWithTheLastRowThatNeedsIt) {
  Packed store;
  const auto a = store.add(SampleStore::Trace{.id = "a", .at = 1});
  const auto b = store.add(SampleStore::Trace{.id = "b", .at = 2});
  const std::string shared = line(5, 4000).substr(20, 3000);
  for (const auto trace : {a, b}) {
    store.add_event(trace, "note", line(1));
    store.add_event(trace, "note",
                    R"({"of":)" + std::to_string(trace) + ",\"t\":\"" + shared + "\"}");
  }
  add_content(store, "r1", line(3));
  store.pack();
  Retention retention(store.writer(), store.lock);
  ASSERT_TRUE(retention.remove_trace(a, {"test", kLater}));
  auto db = store.reader();
  EXPECT_EQ(column(db, "SELECT " + payload_sql(db, "") + " FROM events WHERE seq = 1"),
            line(1) + "\n");
  ASSERT_TRUE(retention.remove_trace(b, {"test", kLater}));
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM blocks"), 1);
  store.writer().exec("DELETE FROM requests");
  for (const char* table : {"contents", "blocks", "block_uses", "block_pieces"})
    EXPECT_EQ(number(store.writer(), std::string("SELECT count(*) FROM ") + table), 0) << table;
}

TEST(Packer, APayloadThatIsReplacedLeavesItsBlock) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  store.add_event(trace, "note", line(1));
  store.pack();
  store.writer().exec("UPDATE events SET payload = 'other'");
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM blocks"), 0);
  auto db = store.reader();
  EXPECT_EQ(column(db, "SELECT " + payload_sql(db, "") + " FROM events"), "other\n");
}

TEST(Packer, StoredViewsSayThatContentIsPackedAndOursShowIt) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  store.add_event(trace, "note", line(1));
  add_content(store, "r1", line(2));
  store.pack();
  auto db = store.reader();
  const char* events = "SELECT coalesce(payload, 'null') || packed FROM task_trace_events";
  const char* contents =
      "SELECT system_prompt || prompt || is_compressed FROM conversation_contents";
  EXPECT_EQ(column(db, events), "null1\n");
  EXPECT_EQ(column(db, contents), "\n");
  shadow_views(db);
  EXPECT_EQ(column(db, events), line(1) + "0\n");
  EXPECT_EQ(column(db, contents), "be kind" + line(2) + "0\n");
}

TEST(Packer, ADamagedBlockIsAnErrorAndNeverOtherBytes) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  store.add_event(trace, "note", line(1));
  store.pack();
  store.writer().exec("UPDATE blocks SET sum = sum + 1");
  auto db = store.reader();
  try {
    column(db, "SELECT " + payload_sql(db, "") + " FROM events");
    FAIL() << "it was read";
  } catch (const base::Failure& failure) {
    EXPECT_EQ(failure.code(), base::Errc::corrupt);
    EXPECT_NE(std::string(failure.what()).find("block 1 is damaged"), std::string::npos);
  }
}

// What every line of a dialect says in the same words, and nothing else of it.
std::string wordy(int i) {
  return R"({"type":"assistant","sessionId":"0193","version":"1.0.44","cwd":"/home/ann/project",)"
         R"("userType":"external","message":{"role":"assistant","stop_reason":"end_turn",)"
         R"("usage":{"input_tokens":12,"cache_read_input_tokens":0,"service_tier":"standard"}},"n":)" +
         std::to_string(i * 7919 % 100'003) + "}";
}

TEST(Packer, ADictionaryIsMadeWhereItPaysAndGoesWhenNoBlockNeedsIt) {
  Packed store;
  for (int t = 0; t < 1500; ++t) {
    const auto trace = store.add(SampleStore::Trace{.id = "t" + std::to_string(t), .at = 1});
    for (int i = 0; i < 2; ++i) store.add_event(trace, "note", wordy(t * 2 + i));
  }
  const std::string before = store.payloads();
  EXPECT_LT(store.pack().stored, 1500 * 100);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM zdicts"), 1);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM blocks WHERE zdict IS NULL"), 0);
  EXPECT_TRUE(store.payloads() == before);
  store.writer().exec("DELETE FROM events; INSERT INTO zdicts(at, data) VALUES (2, x'00')");
  store.pack();
  EXPECT_EQ(number(store.writer(), "SELECT max(at) FROM zdicts"), 2);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM zdicts"), 1);
}

TEST(Unpacker, PutsBackWhatHasItWithAllThatSharesItsTexts) {
  Packed store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = 1});
  const auto other = store.add(SampleStore::Trace{.id = "b", .at = 1});
  const std::string shared = line(5, 4000).substr(20, 2500) + "leaked" + line(6, 600).substr(20);
  const std::string escaped = shared.substr(0, shared.size() - 2);
  store.add_event(trace, "note", R"({"of":1,"t":")" + escaped + "\"}");
  store.add_event(trace, "note", R"({"of":2,"t":")" + escaped + "\"}");
  store.add_event(other, "note", line(9));
  const auto request = add_content(store, "r1", line(3) + "leaked");
  const std::string before = store.payloads();
  store.pack();
  const auto has = [](std::string_view bytes) { return bytes.find("leaked") != bytes.npos; };
  Unpacker unpacker(store.writer(), has);
  EXPECT_EQ(unpacker.put_back(store.lock), 3);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM events WHERE payload IS NOT NULL"), 2);
  EXPECT_GT(number(store.writer(), "SELECT instr(prompt, 'leaked') FROM contents"), 600);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM blocks"), 1);
  EXPECT_TRUE(store.payloads() == before);
  EXPECT_TRUE(Unpacker(store.writer(), has).blocks().empty());
  EXPECT_EQ(Packer(store.writer()).choose(kLater).requests, std::vector<std::int64_t>{request});
  EXPECT_EQ(store.pack().events, 2);
}

TEST(Unpacker, ADictionaryThatHasItGoes) {
  Packed store;
  for (int t = 0; t < 1500; ++t) {
    const auto trace = store.add(SampleStore::Trace{.id = "t" + std::to_string(t), .at = 1});
    for (int i = 0; i < 2; ++i) store.add_event(trace, "note", wordy(t * 2 + i));
  }
  store.pack();
  const auto has = [](std::string_view bytes) { return bytes.find("cache_read") != bytes.npos; };
  Unpacker unpacker(store.writer(), has);
  EXPECT_EQ(unpacker.dictionaries().size(), 1U);
  unpacker.put_back(store.lock);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM zdicts"), 0);
  EXPECT_EQ(number(store.writer(), "SELECT count(*) FROM events WHERE payload IS NULL"), 0);
}

}  // namespace
}  // namespace trace::store
