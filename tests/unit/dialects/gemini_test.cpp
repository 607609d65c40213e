#include "dialects/gemini.h"

#include "unit/dialects/facts.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

constexpr char kInit[] =
    R"({"type":"init","timestamp":"2025-11-20T03:00:00Z","session_id":"s1","model":"auto"})";

std::string said(const std::string& second, const std::string& members) {
  return R"({"timestamp":"2025-11-20T03:00:)" + second + R"(Z",)" + members + "}";
}

std::string piece(const std::string& second, const std::string& text) {
  return said(second,
              R"("type":"message","role":"assistant","delta":true,"content":")" + text + R"(")");
}

std::string result(const std::string& second, const std::string& stats) {
  return said(second, R"("type":"result","status":"success","stats":)" + stats);
}

TEST(GeminiStream, ARunHasTitleModelToolsAndAnEnd) {
  Feeding f("gemini");
  f.line(kInit)
      .line(said("01", R"("type":"message","role":"user","content":"list files")"))
      .line(said("02", R"("type":"tool_use","tool_name":"ls","tool_id":"t1","parameters":{})"))
      .line(said("04", R"("type":"tool_result","tool_id":"t1","status":"error","output":"no")"))
      .line(piece("05", "two "))
      .line(piece("06", "files"))
      .line(result("07", R"({"total_tokens":150,"input_tokens":30,"output_tokens":120,)"
                         R"("duration_ms":6500,"tool_calls":1})"))
      .end();
  EXPECT_EQ(types_of(f), (Types{"init", "user", "tool_call", "tool_result", "assistant",
                                "assistant", "result"}));
  EXPECT_EQ(f.events[3].tool, "ls");
  EXPECT_EQ(f.events[3].duration_ms, 2000);
  EXPECT_EQ(f.events[3].level, Level::error);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "list files");
  EXPECT_EQ(run.model, "auto");
  EXPECT_EQ(run.status, RunStatus::success);
  EXPECT_EQ(run.ending, model::Ending::reported);
  EXPECT_EQ(run.duration_ms, 6500);
  EXPECT_EQ(run.result, R"("two files")");
  EXPECT_EQ(sums_of(f), (Sums{30, 0, 0, 120}));
}

TEST(GeminiStream, ModelsOfTheStatisticsAreTheRealOnesAndThoughtsAreOutput) {
  Feeding f("gemini");
  f.line(kInit).line(result(
      "07",
      R"({"total_tokens":8064,"input_tokens":7854,"output_tokens":58,"cached":100,"models":{)"
      R"("lite":{"total_tokens":1000,"input_tokens":900,"output_tokens":10,"cached":0},)"
      R"("pro":{"total_tokens":7064,"input_tokens":6954,"output_tokens":48,"cached":100}}})"));
  const auto calls = requests_of(f);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls.begin()->second.model, "lite");
  EXPECT_EQ(sums_of(f), (Sums{900 + 6854, 100, 0, 100 + 110}));
}

TEST(GeminiStream, AResumedSessionCountsAnewUnderItsName) {
  const auto one = result("07", R"({"total_tokens":15,"input_tokens":10,"output_tokens":5})");
  const auto two = result("59", R"({"total_tokens":15,"input_tokens":10,"output_tokens":5})");
  Feeding f("gemini");
  f.line(kInit).line(one).line(kInit).line(two).end();
  EXPECT_EQ(sums_of(f), (Sums{20, 0, 0, 10}));
  EXPECT_EQ(Feeding("gemini").line(kInit).line(one).changes<model::Request>()[0].id,
            Feeding("gemini").line(kInit).line(one).changes<model::Request>()[0].id);
}

TEST(GeminiStream, AFailureTakesItsWordsFromTheErrorLine) {
  Feeding f("gemini");
  f.line(kInit)
      .line(said("01", R"("type":"error","severity":"warning","message":"slow")"))
      .line(said("02", R"("type":"error","severity":"error","message":"Invalid API key")"))
      .line(said("03", R"("type":"result","status":"error","stats":{"total_tokens":0})"))
      .end();
  EXPECT_EQ(f.events[1].level, Level::warn);
  EXPECT_EQ(f.events[2].level, Level::error);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.status, RunStatus::error);
  EXPECT_EQ(run.error_code, "authentication_failed");
  EXPECT_EQ(run.error_message, "Invalid API key");
  EXPECT_TRUE(requests_of(f).empty());
}

TEST(GeminiStream, WithoutAResultTheRunIsCutOffUnlessItIsImported) {
  EXPECT_EQ(trace_of_run(Feeding("gemini").line(kInit).end()).status, RunStatus::abandoned);
  ingest::DialectContext context{"", "fresh"};
  context.is_live = false;
  const auto run = trace_of_run(Feeding("gemini", context).line(kInit).end());
  EXPECT_EQ(run.status, RunStatus::success);
  EXPECT_EQ(run.ending, model::Ending::provisional);
}

TEST(GeminiStream, TextGluedBeforeTheInitIsNoPartOfIt) {
  Feeding f("gemini");
  f.line(std::string("MCP issues detected.") + kInit);
  EXPECT_EQ(f.events[0].type, "init");
  EXPECT_EQ(f.events[0].part, kInit);
}

TEST(GeminiOutput, OneObjectIsAWholeRun) {
  Feeding f("gemini");
  f.line(R"({"session_id":"s1","response":"done","stats":{"models":{"pro":{"api":)"
         R"({"totalRequests":2,"totalErrors":0,"totalLatencyMs":900},"tokens":{"input":90,)"
         R"("prompt":100,"candidates":5,"total":112,"cached":10,"thoughts":7,"tool":0}}},)"
         R"("tools":{"totalCalls":3},"files":{}}})")
      .end();
  EXPECT_EQ(sums_of(f), (Sums{90, 10, 0, 12}));
  EXPECT_EQ(requests_of(f).begin()->second.metadata, R"({"calls":2})");
  EXPECT_EQ(requests_of(f).begin()->second.tokens.reasoning, 7);
  EXPECT_EQ(trace_of_run(f).result, R"("done")");
  EXPECT_EQ(trace_of_run(f).model, "pro");
}

TEST(GeminiOutput, ExitCodesNameTheFailure) {
  Feeding f("gemini");
  f.line(R"({"session_id":"s1","stats":{"models":{}},"error":{"type":"FatalTurnLimitedError",)"
         R"("message":"reached","code":53}})")
      .end();
  EXPECT_EQ(trace_of_run(f).error_code, "max_turns");
}

// ---- stored sessions

constexpr char kDocument[] = R"({"sessionId":"s2","projectHash":"h","startTime":
"2025-11-20T03:00:00Z","lastUpdated":"2025-11-20T03:00:20Z","messages":[
{"id":"m1","timestamp":"2025-11-20T03:00:00Z","type":"user","content":"fix it"},
{"id":"m2","timestamp":"2025-11-20T03:00:04Z","type":"gemini","content":"","model":"pro",
"thoughts":[{"subject":"Plan","description":"look","timestamp":"2025-11-20T03:00:01Z"}],
"toolCalls":[{"id":"c1","name":"read_file","args":{},"status":"success",
"timestamp":"2025-11-20T03:00:06Z","result":[{"functionResponse":{"id":"c1"}}]}],
"tokens":{"input":100,"output":10,"cached":40,"thoughts":5,"tool":0,"total":115}},
{"id":"m3","timestamp":"2025-11-20T03:00:09Z","type":"gemini","content":"done","model":"pro",
"tokens":{"input":200,"output":20,"cached":50,"thoughts":0,"tool":0,"total":270}}]})";

TEST(GeminiSession, ADocumentIsATraceWithItsMessages) {
  Feeding f("gemini");
  f.line(kDocument).end();
  EXPECT_EQ(types_of(f),
            (Types{"session", "user", "thinking", "tool_call", "tool_result", "assistant"}));
  EXPECT_EQ(f.events[4].tool, "read_file");
  EXPECT_EQ(f.events[4].duration_ms, 2000);
  EXPECT_NE(f.events[5].part.find("done"), std::string::npos);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "fix it");
  EXPECT_EQ(run.session_id, "s2");
  EXPECT_EQ(run.result, R"("done")");
  EXPECT_EQ(run.status, RunStatus::success);
  EXPECT_EQ(run.ending, model::Ending::provisional);
  EXPECT_EQ(run.ended_at->v - run.started_at->v, 20'000'000);
}

TEST(GeminiSession, CachedTokensAreInsideTheInputOnlyWhenTheTotalSaysSo) {
  Feeding f("gemini");
  f.line(kDocument);
  const auto calls = requests_of(f);
  const auto& inside = calls.at("s2/m2");
  EXPECT_EQ(inside.tokens.input, 60);
  EXPECT_EQ(inside.tokens.cache_read, 40);
  EXPECT_EQ(inside.tokens.output, 15);
  EXPECT_EQ(inside.duration_ms, 4000);
  EXPECT_EQ(inside.ttft_ms, 1000);
  const auto& beside = calls.at("s2/m3");
  EXPECT_EQ(beside.tokens.input, 200);
  EXPECT_EQ(beside.tokens.cache_read, 50);
  EXPECT_EQ(beside.tokens.output, 20);
  EXPECT_EQ(beside.duration_ms, 3000);  // since the tool ended
}

std::string stored(const std::string& second, const std::string& members) {
  return R"({"timestamp":"2025-11-20T03:00:)" + second + R"(Z",)" + members + "}";
}

constexpr char kHead[] =
    R"({"sessionId":"s3","projectHash":"h","startTime":"2025-11-20T03:00:00Z","kind":"main"})";

TEST(GeminiSession, ARewrittenMessageIsOneCallWhoseLastRecordWins) {
  const auto first = stored("01", R"("id":"m1","type":"gemini","content":"a","model":"pro")");
  const auto again = stored("01", R"("id":"m1","type":"gemini","content":"a","model":"pro",)"
                                  R"("tokens":{"input":10,"output":2,"cached":0,"total":12})");
  Feeding f("gemini");
  f.line(kHead).line(first).line(again).end();
  EXPECT_EQ(requests_of(f).size(), 1U);
  EXPECT_EQ(sums_of(f), (Sums{10, 0, 0, 2}));
  EXPECT_EQ(f.events[1].key, "m1");
  EXPECT_EQ(f.events[1].source_id, "");
}

TEST(GeminiSession, PatchesRewindsAndASecondHeaderCountNothing) {
  const auto message = stored("01", R"("id":"m1","type":"gemini","content":"a","model":"pro",)"
                                    R"("tokens":{"input":10,"output":2,"total":12})");
  Feeding f("gemini");
  f.line(kHead)
      .line(message)
      .line(R"({"$set":{"messages":[{"id":"new","timestamp":"2025-11-20T03:00:01Z",)"
            R"("type":"gemini","content":"a","tokens":{"input":10,"output":2,"total":12}}]}})")
      .line(R"({"$rewindTo":"m1"})")
      .line(kHead)
      .end();
  EXPECT_EQ(sums_of(f), (Sums{10, 0, 0, 2}));
  EXPECT_EQ(types_of(f), (Types{"session", "assistant", "update", "rewind", "session"}));
  std::size_t opened = 0;
  for (const auto& c : f.changes<model::TraceChange>())
    opened += c.status == RunStatus::running ? 1 : 0;
  EXPECT_EQ(opened, 1U);
}

TEST(GeminiSession, MessagesWithoutAModelTakeTheOneBefore) {
  Feeding f("gemini");
  f.line(kHead)
      .line(stored("01", R"("id":"m1","type":"gemini","content":"a","model":"pro")"))
      .line(stored("02", R"("id":"m2","type":"gemini","content":"b")"));
  EXPECT_EQ(requests_of(f).at("s3/m2").model, "pro");
}

TEST(GeminiSession, AToolThatFailedOrWasCanceledShowsIt) {
  const auto call = [](const std::string& status) {
    Feeding f("gemini");
    f.line(kHead).line(stored("01", R"("id":"m1","type":"gemini","content":"","toolCalls":[{)"
                                    R"("id":"c","name":"sh","status":")" +
                                        status + R"("}])"));
    return event_of_type(f, "tool_result").level;
  };
  EXPECT_EQ(call("error"), Level::error);
  EXPECT_EQ(call("cancelled"), Level::warn);
  EXPECT_EQ(call("success"), Level::info);
}

TEST(Gemini, IsToldByItsLines) {
  const auto told = [](const std::string& line) { return Detector().add(line); };
  EXPECT_EQ(told(kInit), "gemini");
  EXPECT_EQ(told(kHead), "gemini");
  EXPECT_EQ(told(kDocument), "gemini");
  EXPECT_EQ(told(R"({"type":"init","session_id":"s"})"), std::nullopt);
}

}  // namespace
}  // namespace trace::dialects
