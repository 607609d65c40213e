#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::EventFlag;

model::TraceChange trace_of_line(const std::string& line) {
  return Feeding("native").line(line).changes<model::TraceChange>().at(0);
}

model::Request request_of_line(const std::string& line) {
  return Feeding("native").line(line).changes<model::Request>().at(0);
}

TEST(Native, ATraceRecordIsAnUpsertAndNoEvent) {
  Feeding f("native");
  f.line(R"({"kind":"trace","id":"t1","title":"T","source":"cli","target_task_id":7,)"
         R"("created_at":"2025-11-20T03:00:00Z","parent":"p","trace_level":"events",)"
         R"("status":"error","ended_at":"2025-11-20T03:00:01Z","duration_ms":1000,)"
         R"("error_code":"x","retryable":true,"params":{"a": 1},"metadata":{"m":1}})");
  EXPECT_EQ(f.per_line[0], 0U);
  const auto t = f.changes<model::TraceChange>().at(0);
  EXPECT_EQ(t.id, "t1");
  EXPECT_EQ(t.title, "T");
  EXPECT_EQ(t.target_task_id, 7);
  EXPECT_EQ(t.created_at, base::UnixMicros{1'763'607'600'000'000});
  EXPECT_EQ(t.parent, "p");
  EXPECT_EQ(t.trace_level, model::Keep::events);
  EXPECT_EQ(t.status, model::RunStatus::error);
  EXPECT_EQ(t.ending, model::Ending::reported);
  EXPECT_EQ(t.duration_ms, 1000);
  EXPECT_EQ(t.retryable, true);
  EXPECT_EQ(t.params, R"({"a": 1})");
  EXPECT_EQ(t.metadata, R"({"m":1})");
}

TEST(Native, OldNamesOfJobsAndRunsAreUnderstood) {
  const auto job = trace_of_line(
      R"({"kind":"trace","job_id":"j1","status":"succeeded","finished_at":"2025-11-20T03:00:00Z",)"
      R"("error":"no","params_json":"{\"a\":1}","stats_json":{"b":2},"result_json":"[3]"})");
  EXPECT_EQ(job.id, "j1");
  EXPECT_EQ(job.status, model::RunStatus::success);
  EXPECT_EQ(job.ended_at, base::UnixMicros{1'763'607'600'000'000});
  EXPECT_EQ(job.error_message, "no");
  EXPECT_EQ(job.params, R"({"a":1})");
  EXPECT_EQ(job.stats, R"({"b":2})");
  EXPECT_EQ(job.result, "[3]");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","run_id":"r1"})").id, "r1");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"a","status":"pending"})").status,
            model::RunStatus::queued);
}

TEST(Native, AJobWithoutASourceIsAPlanDecomposition) {
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","job_id":"j1"})").source, "plan_decompose");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"j1","job_id":"j1"})").source, "plan_decompose");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","job_id":"j1","source":"chat"})").source, "chat");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"t1"})").source, "");
}

TEST(Native, UnknownKeysOfATraceAreKeptInItsMetadata) {
  EXPECT_EQ(
      trace_of_line(R"({"kind":"trace","id":"a","x":[1, 2],"metadata":{"m":1},"y":"z"})").metadata,
      R"({"m":1,"x":[1, 2],"y":"z"})");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"a","x":1})").metadata, R"({"x":1})");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"a","run_id":"b"})").metadata,
            R"({"run_id":"b"})");
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"a","status":"odd"})").metadata,
            R"({"status":"odd"})");
}

TEST(Native, AnAbandonedTraceGivesWayToAReportedEnd) {
  EXPECT_EQ(trace_of_line(R"({"kind":"trace","id":"a","status":"abandoned"})").ending,
            model::Ending::provisional);
}

TEST(Native, AnEventKeepsItsIdentityAndItsPayloadIsAPartOfTheLine) {
  Feeding f("native");
  f.line(R"({"kind":"event","trace":"t1","seq":7,"uid":"000102030405060708090a0b0c0d0eff",)"
         R"("at":"2025-11-20T03:00:00Z","type":"tool","level":"warn","message":"m",)"
         R"("payload": {"a": [1]},"x":1})");
  const auto& e = f.events.at(0);
  EXPECT_EQ(e.trace, "t1");
  EXPECT_EQ(e.type, "tool");
  EXPECT_EQ(e.seq, 7);
  ASSERT_TRUE(e.uid);
  EXPECT_EQ((*e.uid)[15], 0xFF);
  EXPECT_EQ((*e.uid)[1], 1);
  EXPECT_EQ(e.at, base::UnixMicros{1'763'607'600'000'000});
  EXPECT_EQ(e.level, model::Level::warn);
  EXPECT_EQ(e.flags, EventFlag::native);
  EXPECT_EQ(e.part, R"({"a": [1]})");
  EXPECT_TRUE(f.changes<model::TraceChange>().empty());
}

TEST(Native, AnEventMaySpeakInOldNamesAndSayLittle) {
  Feeding f("native");
  f.line(R"( {"kind":"event","job_id":"j1","event_type":"log","timestamp":1763607600,"uid":"zz"})");
  const auto& e = f.events.at(0);
  EXPECT_EQ(e.trace, "j1");
  EXPECT_EQ(e.type, "log");
  EXPECT_EQ(e.at, base::UnixMicros{1'763'607'600'000'000});
  EXPECT_EQ(e.uid, std::nullopt);
  EXPECT_EQ(e.part, "");
  EXPECT_EQ(Feeding("native").line(R"({"kind":"event","trace":"t","type":"x"})").events[0].flags,
            EventFlag::native | EventFlag::arrival_time);
}

TEST(Native, ARequestKeepsCachedTokensApart) {
  const auto q =
      request_of_line(R"({"kind":"request","id":"r1","trace":"t1","model":"m","prompt_tokens":100,)"
                      R"("cache_read_tokens":60,"cache_write_tokens":10,"completion_tokens":5})");
  EXPECT_EQ(q.trace, "t1");
  EXPECT_EQ(q.tokens.input, 30);
  EXPECT_EQ(q.tokens.output, 5);
  EXPECT_EQ(q.tokens.reasoning, std::nullopt);
  EXPECT_EQ(request_of_line(R"({"kind":"request","id":"r","model":"m","prompt_tokens":5,)"
                            R"("cache_read_tokens":9})")
                .tokens.input,
            0);
  EXPECT_EQ(request_of_line(R"({"kind":"request","id":"r","model":"m","prompt_tokens":5,)"
                            R"("input_tokens":3})")
                .tokens.input,
            3);
}

TEST(Native, AMissingCounterIsUnknownAndANegativeOneIsNone) {
  const auto q = request_of_line(R"({"kind":"request","id":"r","model":"m","output_tokens":-1})");
  EXPECT_EQ(q.tokens.input, std::nullopt);
  EXPECT_EQ(q.tokens.output, std::nullopt);
  EXPECT_EQ(q.metadata, R"({"output_tokens":-1})");
  EXPECT_EQ(q.cost_nusd, std::nullopt);
  EXPECT_EQ(q.cost_source, model::CostSource::unknown);
}

TEST(Native, ACostIsExactToTheBillionth) {
  const auto cost = [](const std::string& text) {
    return request_of_line(R"({"kind":"request","id":"r","model":"m","cost_usd":)" + text + "}")
        .cost_nusd;
  };
  EXPECT_EQ(cost("0.1"), 100'000'000);
  EXPECT_EQ(cost("0.000000001"), 1);
  EXPECT_EQ(cost("\"1234567.123456789\""), 1'234'567'123'456'789);
  EXPECT_EQ(cost("1e-3"), 1'000'000);
  EXPECT_EQ(cost("2.5E+1"), 25'000'000'000);
  EXPECT_EQ(cost("0.0000000015"), 2);
  EXPECT_EQ(cost("0.0000000004"), 0);
  EXPECT_EQ(cost("-0.5"), -500'000'000);
  EXPECT_EQ(cost("\"free\""), std::nullopt);
  EXPECT_EQ(cost("1e99"), std::nullopt);
}

TEST(Native, TimesAndStatesOfARequestHaveOldNames) {
  const auto q = request_of_line(
      R"({"kind":"request","id":"r","model":"m","request_at":"2025-11-20T03:00:00Z",)"
      R"("response_at":"2025-11-20T03:00:01Z","success":false,"stream":1})");
  EXPECT_EQ(q.requested_at, base::UnixMicros{1'763'607'600'000'000});
  EXPECT_EQ(q.responded_at, base::UnixMicros{1'763'607'601'000'000});
  EXPECT_EQ(q.status, model::RequestStatus::error);
  EXPECT_EQ(q.stream, true);
}

TEST(Native, CostSourcesAreTakenAsWritten) {
  EXPECT_EQ(request_of_line(R"({"kind":"request","id":"r","model":"m","cost_usd":1})").cost_source,
            model::CostSource::reported);
  EXPECT_EQ(request_of_line(
                R"({"kind":"request","id":"r","model":"m","cost_usd":1,"cost_source":"computed"})")
                .cost_source,
            model::CostSource::computed);
}

TEST(Native, UnknownKeysOfARequestAreItsMetadata) {
  EXPECT_EQ(
      request_of_line(R"({"kind":"request","id":"r","model":"m","x":{"a": 1},"y":2})").metadata,
      R"({"x":{"a": 1},"y":2})");
}

TEST(Native, ContentIsHandedOnButItsLineIsWithheld) {
  const std::string line =
      R"({"kind":"content","request":"r1","system_prompt":"s","messages":[{"role":"user"}],)"
      R"("prompt":"p","completion":"c"})";
  Feeding f("native");
  const auto c = f.line(line).changes<model::Content>().at(0);
  EXPECT_EQ(c.request, "r1");
  EXPECT_EQ(c.messages, R"([{"role":"user"}])");
  EXPECT_EQ(c.completion, "c");
  EXPECT_EQ(f.withheld, 1U);
  EXPECT_EQ(f.per_line[0], 0U);
  EXPECT_EQ(Feeding("native", {"", "fresh", true}).line(line).withheld, 0U);
}

TEST(Native, BodiesOfARequestAreContentAndNoMetadata) {
  Feeding f("native");
  f.line(R"({"kind":"request","id":"r","model":"m","messages":[1],"response_body":"b"})");
  EXPECT_EQ(f.changes<model::Request>().at(0).metadata, "");
  EXPECT_EQ(f.changes<model::Content>().at(0).messages, "[1]");
  EXPECT_EQ(f.changes<model::Content>().at(0).completion, "b");
  EXPECT_EQ(f.withheld, 1U);
}

TEST(Native, ContentThatIsNotUnderstoodReachesNoEvent) {
  Feeding f("native");
  f.line(R"({"kind":"content","prompt":"p"})");
  f.line(R"({"kind":"request","prompt":"p"})");
  f.line(R"({"kind":"content","request":"r","prompt":"cut o)");
  EXPECT_TRUE(f.events.empty());
  EXPECT_EQ(f.withheld, 3U);
  EXPECT_EQ(f.misunderstood, 3U);
}

TEST(Native, WhatIsNoRecordStaysInTheInputsOwnTrace) {
  Feeding f("native");
  f.line("plain").line(R"({"kind":"event","trace":"t1"})").line(R"({"kind":"odd"})").line("");
  EXPECT_EQ(f.misunderstood, 3U);
  EXPECT_EQ(f.per_line, (std::vector<std::size_t>{1, 1, 1, 0}));
  EXPECT_EQ(f.events[0].type, "text");
  EXPECT_TRUE(f.events[0].flags & EventFlag::not_parsed);
  EXPECT_EQ(f.events[1].type, "raw");
  EXPECT_EQ(f.events[1].trace, "fresh");
  EXPECT_EQ(f.changes<model::TraceChange>().at(0).id, "fresh");
}

TEST(Native, TheEndOfTheInputEndsNoTraceThatARecordNamed) {
  Feeding f("native");
  f.line(R"({"kind":"trace","id":"t1","status":"running"})").end();
  EXPECT_EQ(f.changes<model::TraceChange>().size(), 1U);
  EXPECT_TRUE(make("native", {})->may_repeat());
}

}  // namespace
}  // namespace trace::dialects
