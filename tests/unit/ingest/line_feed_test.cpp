#include "ingest/line_feed.h"

#include "digest/sha256.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

namespace trace::ingest {
namespace {

// Every line is an event; `bad` is not understood; empty lines are carriers; `secret content` is
// withheld.
class Plain final : public Dialect {
 public:
  std::string_view name() const override { return "plain"; }
  void feed(const Line& line, Parsed& out) override {
    if (!opened_) {
      model::TraceChange change;
      change.id = "T";
      change.status = model::RunStatus::running;
      out.before.push_back(change);
    }
    opened_ = true;
    out.understood = line.bytes != "bad";
    out.withhold = line.bytes == "secret content";
    if (line.bytes.empty()) return;
    if (line.bytes.starts_with("say ")) {
      answer_ += line.bytes.substr(4);
      out.after.push_back(model::Content{"r", line.arrived, "", "", "", answer_});
      model::TraceChange change;
      change.id = "T";
      change.result = '"' + answer_ + '"';
      out.after.push_back(change);
    }
    Event event;
    event.type = "line";
    out.events.push_back(event);
  }
  void finish(base::UnixMicros, bool, Parsed&) override {}

 private:
  bool opened_ = false;
  std::string answer_;
};

// Each line is a call, and two derived events: what it said, and an error when the line says so.
class Threefold final : public Dialect {
 public:
  std::string_view name() const override { return "threefold"; }
  void feed(const Line& line, Parsed& out) override {
    if (line.number == 1) {
      model::TraceChange change;
      change.id = "T";
      change.status = model::RunStatus::running;
      out.before.push_back(change);
    }
    Event event;
    event.type = "call";
    out.events.push_back(event);
    event.type = "said";
    event.part = Slice{0, 1};
    out.events.push_back(event);
    event.type = "end";
    if (line.bytes.starts_with("bad")) event.level = model::Level::error;
    out.events.push_back(event);
  }
  void finish(base::UnixMicros, bool, Parsed&) override {}
};

struct Choice final : DialectChoice {
  std::unique_ptr<Dialect> look(std::string_view) override { return std::make_unique<Plain>(); }
  std::unique_ptr<Dialect> settle() override { return std::make_unique<Plain>(); }
};

struct Heard final : FeedListener {
  std::optional<RecorderChange> on_trace(model::TraceChange&, std::string_view) override {
    return std::nullopt;
  }
  void on_reject(std::string_view line) override { rejected += "[" + std::string(line) + "]"; }
  void on_request(const model::Request&) override {}
  std::string rejected;
};

struct Fixture {
  KeepRules rules;
  BatchQueue queue{QueueLimits{}};
  BatchMaker maker{queue};
  Heard heard;
  LineFeed feed{{0, "input-1", "stdin"}, std::make_unique<Choice>(), rules, heard, maker};

  void take(std::string_view text) { feed.take(text, {1'000'000}); }
  std::string payload(std::size_t i) {
    return std::string(maker.batch().view(maker.batch().rows.at(i).payload));
  }
};

TEST(LineFeed, EveryFrameHasOneCarrierWithItsNumber) {
  Fixture f;
  f.take("one\n\nthr");
  f.take("ee\r\n");
  const auto& rows = f.maker.batch().rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(rows[0].is_event);
  EXPECT_FALSE(rows[1].is_event);
  EXPECT_EQ(f.payload(2), "three\r");
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].n, i + 1);
}

TEST(LineFeed, EqualLinesAtDifferentPlacesHaveDifferentUids) {
  Fixture f;
  f.take("same\nsame\n");
  const auto& rows = f.maker.batch().rows;
  EXPECT_NE(rows[0].uid, rows[1].uid);
  EXPECT_NE(rows[0].salt, rows[1].salt);
}

TEST(LineFeed, ABatchIsSealedWhenItIsHandedOver) {
  Fixture f;
  f.take("one\ntwo\nthree\nfour\nfive\n");
  f.maker.hand_over();
  const auto batch = f.queue.pop(std::chrono::microseconds{0});
  ASSERT_NE(batch, nullptr);
  ASSERT_EQ(batch->rows.size(), 5U);
  for (const auto& row : batch->rows)
    EXPECT_EQ(row.leaf, digest::blake2b256(digest::bytes_of(row.salt), batch->view(row.payload)));
}

TEST(LineFeed, NothingOfAWithheldLineGoesOn) {
  Fixture f;
  f.take("secret content\n");
  EXPECT_TRUE(f.maker.batch().rows.empty());
  EXPECT_EQ(f.maker.batch().bytes.find("secret"), std::string::npos);
  EXPECT_EQ(f.feed.counters().withheld, 1U);
}

TEST(LineFeed, WhatIsNotUnderstoodIsKeptCountedAndTold) {
  Fixture f;
  f.take("bad\n");
  EXPECT_EQ(f.payload(0), "bad");
  EXPECT_EQ(f.feed.counters().rejected, 1U);
  EXPECT_EQ(f.heard.rejected, "[bad]");
}

TEST(LineFeed, WhatFollowsARefusedLineIsNotRead) {
  Fixture f;
  f.rules.stops_at_reject = true;
  f.take("one\nbad\nnever\nbad\n");
  f.take("nor this\n");
  EXPECT_EQ(f.maker.batch().rows.size(), 2U);
  EXPECT_EQ(f.heard.rejected, "[bad]");
}

TEST(LineFeed, ALineOverTheBoundIsRefusedBeforeAllOfItWasRead) {
  Fixture f;
  f.rules.stops_at_reject = true;
  f.rules.max_line = 1'400'000;
  f.take(std::string(1'300'000, 'x') + "\n");
  EXPECT_EQ(f.feed.counters().rejected, 0U);
  f.take(std::string(1'900'000, 'x'));
  EXPECT_EQ(f.feed.counters().rejected, 1U);
  f.take("the rest\nnever\n");
  EXPECT_EQ(f.feed.counters().rejected, 1U);
  EXPECT_EQ(f.feed.counters().frames, 2U);
}

// Lines that name a trace which no record opens.
class Naming final : public Dialect {
 public:
  std::string_view name() const override { return "naming"; }
  void feed(const Line&, Parsed& out) override {
    auto& event = out.events.emplace_back();
    event.type = "step";
    event.trace = "named";
  }
  void finish(base::UnixMicros, bool, Parsed&) override {}
};
struct NamingChoice final : DialectChoice {
  std::unique_ptr<Dialect> look(std::string_view) override { return std::make_unique<Naming>(); }
  std::unique_ptr<Dialect> settle() override { return nullptr; }
};

TEST(LineFeed, ANoteGoesToTheTraceThatTheInputSpokeOf) {
  Fixture f;
  LineFeed feed({0, "input-2", "stdin"}, std::make_unique<NamingChoice>(), f.rules, f.heard,
                f.maker);
  feed.take("a\n", {1});
  feed.note("gap", model::Level::warn, "3 records were lost", {2});
  ASSERT_EQ(f.maker.batch().rows.size(), 2U);
  EXPECT_EQ(f.payload(1), "3 records were lost");
  EXPECT_EQ(f.maker.batch().traces.at(f.maker.batch().rows[1].trace), "named");
}

struct ThreefoldChoice final : DialectChoice {
  std::unique_ptr<Dialect> look(std::string_view) override { return std::make_unique<Threefold>(); }
  std::unique_ptr<Dialect> settle() override { return nullptr; }
};

TEST(LineFeed, TheCapCountsDerivedEventsAndKeepsEveryErrorWithItsLine) {
  KeepRules rules;
  rules.max_events = 4;
  BatchQueue queue{QueueLimits{}};
  BatchMaker maker{queue};
  Heard heard;
  LineFeed feed({0, "input-1", "stdin"}, std::make_unique<ThreefoldChoice>(), rules, heard, maker);
  feed.take("one\ntwo\nnone\nbad\nnone\n", {1'000'000});
  std::string types;
  for (const auto& row : maker.batch().rows)
    types += (row.is_event ? " " : " -") + std::string(maker.batch().types.at(row.type));
  EXPECT_EQ(types, " call said end call cut -carrier end");
  EXPECT_EQ(std::string(maker.batch().view(maker.batch().rows.at(5).payload)), "bad");
  EXPECT_EQ(maker.batch().rows.at(6).carrier, 5U);
  EXPECT_EQ(feed.counters().over_cap, 10U);
}

// Is never certain.
struct Doubt final : DialectChoice {
  std::unique_ptr<Dialect> look(std::string_view) override { return nullptr; }
  std::unique_ptr<Dialect> settle() override { return std::make_unique<Plain>(); }
};

TEST(LineFeed, AnInputThatNeverPausesIsDecidedInTime) {
  KeepRules rules;
  BatchQueue queue{QueueLimits{}};
  BatchMaker maker{queue};
  Heard heard;
  InputFacts facts{0, "input-1", "stdin"};
  facts.decide_within = base::DurationMs{500};
  LineFeed feed(facts, std::make_unique<Doubt>(), rules, heard, maker);
  feed.take("one\n", {1'000'000});
  feed.take("two\n", {1'499'000});
  EXPECT_TRUE(maker.batch().rows.empty());
  feed.take("three\n", {1'500'000});
  EXPECT_EQ(maker.batch().rows.size(), 3U);
}

TEST(LineFeed, ASecretThatWasSplitBetweenPiecesOfAnAnswerIsGoneFromItsContent) {
  const auto sanitizer = sanitize::Sanitizer::compile({}).or_throw();
  Fixture f;
  f.rules.sanitizer = &sanitizer;
  f.rules.keep_content = true;
  f.take("say the password=hun\nsay ter2hunter2 is it\n");
  const auto& changes = f.maker.batch().changes;
  const auto& content = std::get<model::Content>(changes.at(changes.size() - 2).body);
  const auto& trace = std::get<model::TraceChange>(changes.back().body);
  EXPECT_EQ(content.completion.substr(0, 13), "the password=");
  EXPECT_EQ(content.completion.find("hunter2"), std::string::npos) << content.completion;
  EXPECT_EQ(trace.result.find("hunter2"), std::string::npos) << trace.result;
  EXPECT_TRUE(trace.result.starts_with('"') && trace.result.ends_with('"')) << trace.result;
}

TEST(LineFeed, SecretsAreGoneBeforeTheBatch) {
  const auto sanitizer = sanitize::Sanitizer::compile({}).or_throw();
  Fixture f;
  f.rules.sanitizer = &sanitizer;
  f.take("{\"password\":\"hunter2hunter2\"}\n");
  EXPECT_EQ(f.payload(0).find("hunter2"), std::string::npos);
  EXPECT_NE(f.maker.batch().rows[0].flags & model::EventFlag::sanitized, 0U);
}

TEST(LineFeed, ACutPayloadCarriesItsLength) {
  Fixture f;
  f.rules.max_payload = 4;
  f.take("a long line\n");
  EXPECT_EQ(f.payload(0), "a lo");
  EXPECT_EQ(f.maker.batch().rows[0].full_size, 11);
}

std::string long_line(std::string_view secret) {
  return std::string(1'500'000, 'x') + " " + std::string(secret) + " end";
}

TEST(LineFeed, ALongLineThatWasScrubbedSaysSo) {
  const auto sanitizer = sanitize::Sanitizer::compile({}).or_throw();
  for (const bool has_secret : {false, true}) {
    Fixture f;
    f.rules.sanitizer = &sanitizer;
    f.rules.keep = model::Keep::events;  // its pieces would fill the batch
    f.take(long_line(has_secret ? "https://u:" + std::string("hunter2hunter2@host/") : "none") +
           "\n");
    EXPECT_EQ(f.feed.counters().sanitized, has_secret ? 1U : 0U);
    EXPECT_EQ(f.maker.batch().rows.back().flags & model::EventFlag::sanitized,
              has_secret ? model::EventFlag::sanitized : 0U);
  }
}

TEST(LineFeed, ALongLineThatIsCutKeepsTheLengthAndSumOfAllOfIt) {
  Fixture f;
  f.rules.max_payload = 100;
  const std::string line = long_line("none");
  f.take(line + "\n");
  const auto& row = f.maker.batch().rows.at(0);
  EXPECT_EQ(row.full_size, static_cast<std::int64_t>(line.size()));
  EXPECT_EQ(row.full_hash, digest::sha256(line));
  EXPECT_EQ(f.payload(0), line.substr(0, 100));
}

}  // namespace
}  // namespace trace::ingest
