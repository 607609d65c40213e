#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::EventFlag;
using model::Level;

SeenEvent event_of(const std::string& line) { return Feeding("jsonl").line(line).events.at(0); }

TEST(JsonLines, TheTypeStandsUnderOneOfManyNames) {
  EXPECT_EQ(event_of(R"({"type":"a"})").type, "a");
  EXPECT_EQ(event_of(R"({"event":"b"})").type, "b");
  EXPECT_EQ(event_of(R"({"eventType":"c"})").type, "c");
  EXPECT_EQ(event_of(R"({"kind":"d"})").type, "d");
  EXPECT_EQ(event_of(R"({"x":1})").type, "log");
}

TEST(JsonLines, AMessageOrANumberIsNoType) {
  EXPECT_EQ(event_of(R"({"event":"user logged in"})").type, "log");
  EXPECT_EQ(event_of(R"({"type":7,"name":"pino"})").type, "pino");
  EXPECT_EQ(event_of("{\"type\":\"" + std::string(65, 'x') + "\"}").type, "log");
}

TEST(JsonLines, LevelsAreWordsOrNumbers) {
  EXPECT_EQ(event_of(R"({"level":"WARNING"})").level, Level::warn);
  EXPECT_EQ(event_of(R"({"severity":"Error"})").level, Level::error);
  EXPECT_EQ(event_of(R"({"level":10})").level, Level::debug);
  EXPECT_EQ(event_of(R"({"level":30})").level, Level::info);
  EXPECT_EQ(event_of(R"({"level":50})").level, Level::error);
  EXPECT_EQ(event_of(R"({"log.level":"debug"})").level, Level::debug);
  EXPECT_EQ(event_of(R"({"log":{"level":"debug"}})").level, Level::debug);
}

TEST(JsonLines, AnErrorMemberIsAnErrorWhereNoLevelStands) {
  EXPECT_EQ(event_of(R"({"error":{"message":"no"}})").level, Level::error);
  EXPECT_EQ(event_of(R"({"error":"no"})").level, Level::error);
  EXPECT_EQ(event_of(R"({"error":null})").level, Level::info);
  EXPECT_EQ(event_of(R"({"error":"no","level":"info"})").level, Level::info);
}

TEST(JsonLines, TimesAreTextOrNumbersWhoseSizeTellsTheUnit) {
  const base::UnixMicros at{1'763'607'600'500'000};
  EXPECT_EQ(event_of(R"({"timestamp":"2025-11-20T03:00:00.5Z"})").at, at);
  EXPECT_EQ(event_of(R"({"time":"2025-11-20T11:00:00.5+08:00"})").at, at);
  EXPECT_EQ(event_of(R"({"ts":1763607600.5})").at, at);
  EXPECT_EQ(event_of(R"({"ts":1763607600500})").at, at);
  EXPECT_EQ(event_of(R"({"ts":1763607600500000})").at, at);
  EXPECT_EQ(event_of(R"({"ts":1763607600500000000})").at, at);
  EXPECT_EQ(event_of(R"({"ts":"1763607600500"})").at, at);
  EXPECT_EQ(event_of(R"({"@timestamp":"2025-11-20T03:00:00.5Z"})").flags, 0U);
}

TEST(JsonLines, WithoutATimeTheArrivalCountsAndASpanIsNoTime) {
  EXPECT_EQ(event_of(R"({"time":12.5})").at, std::nullopt);
  EXPECT_EQ(event_of(R"({"time":12.5})").flags, EventFlag::arrival_time);
  EXPECT_EQ(event_of(R"({"time":"soon"})").flags, EventFlag::arrival_time);
}

TEST(JsonLines, JsonThatIsNoObjectIsRaw) {
  EXPECT_EQ(event_of("[1,2]").type, "raw");
  EXPECT_EQ(event_of("[1,2]").flags, EventFlag::arrival_time);
}

TEST(JsonLines, WhatIsNotJsonStaysAsTextAndIsCounted) {
  Feeding f("jsonl");
  f.line(R"({"type":"a","cut":)").line("").line("plain");
  EXPECT_EQ(f.misunderstood, 2U);
  EXPECT_EQ(f.events[0].type, "text");
  EXPECT_EQ(f.events[0].flags, EventFlag::text | EventFlag::arrival_time | EventFlag::not_parsed);
}

TEST(JsonLines, AnIdIsTheKeyOnlyWhenItIsText) {
  EXPECT_EQ(event_of(R"({"id":"msg_1"})").key, "msg_1");
  EXPECT_EQ(event_of(R"({"id":12})").key, "");
}

TEST(JsonLines, AByteOrderMarkAndACarriageReturnAreNoPartOfTheJson) {
  Feeding f("jsonl");
  EXPECT_EQ(f.line("\xEF\xBB\xBF{\"type\":\"a\"}\r").events.at(0).type, "a");
  EXPECT_EQ(f.misunderstood, 0U);
}

TEST(JsonLines, TextAmongThemHasLevelAndTimeAndTakesWhatGoesOnWithIt) {
  Feeding f("jsonl");
  f.line(R"({"ts":"2025-11-20T03:00:00Z","lvl":"INFO"})")
      .line(R"(timestamp="2025-11-20T03:00:01Z" level="WARN" msg="x")")
      .line("panic: no")
      .line("   level1.py:1")
      .line(R"({"ts":"2025-11-20T03:00:02Z","lvl":"INFO"})");
  EXPECT_EQ(f.events[1].level, Level::warn);
  EXPECT_EQ(f.events[1].at, base::UnixMicros{1'763'607'601'000'000});
  EXPECT_EQ(f.events[3].level, Level::error);
  EXPECT_EQ(f.events[3].key, f.events[2].key);
  EXPECT_EQ(f.events[4].level, Level::info);
  EXPECT_EQ(f.misunderstood, 3U);
}

TEST(JsonLines, InALogThatWasWrittenBeforeALineWithoutATimeIsAsOldAsTheOneBefore) {
  Feeding f("jsonl");
  f.line(R"({"ts":"2020-01-01T00:00:00Z"})").line(R"({"ts":"no time"})").end();
  EXPECT_EQ(f.events[1].at, f.events[0].at);
  EXPECT_EQ(f.events[1].flags, EventFlag::arrival_time);
  EXPECT_EQ(f.changes<model::TraceChange>().back().ended_at, f.events[0].at);
}

}  // namespace
}  // namespace trace::dialects
