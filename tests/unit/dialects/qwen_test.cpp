#include "unit/dialects/facts.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;

std::string line(const std::string& uuid, const std::string& second, const std::string& members) {
  return R"({"uuid":")" + uuid + R"(","sessionId":"s1","cwd":"/w","version":"0.21",)" +
         R"("timestamp":"2025-11-20T03:00:)" + second + R"(Z",)" + members + "}";
}

const std::string kPrompt =
    line("u1", "00", R"("type":"user","message":{"role":"user","parts":[{"text":"run it"}]})");

std::string answer(const std::string& uuid, const std::string& second, const std::string& usage) {
  return line(uuid, second,
              R"("type":"assistant","model":"coder","message":{"role":"model","parts":[)"
              R"({"text":"plan","thought":true},{"text":"ok"},)"
              R"({"functionCall":{"id":"c1","name":"sh","args":{}}}]},"usageMetadata":)" +
                  usage);
}

std::string telemetry(const std::string& uuid, const std::string& second,
                      const std::string& members) {
  return line(
      uuid, second,
      R"("type":"system","subtype":"ui_telemetry","systemPayload":{"uiEvent":{)" + members + "}}");
}

TEST(Qwen, PartsAreThoughtsTextAndTools) {
  Feeding f("qwen");
  f.line(kPrompt)
      .line(answer("a1", "02", R"({"promptTokenCount":10,"candidatesTokenCount":3})"))
      .line(
          line("t1", "05",
               R"("type":"tool_result","message":{"parts":[{"functionResponse":{"id":"c1",)"
               R"("name":"sh","response":{"error":"no"}}}]},"toolCallResult":{"status":"error"})"))
      .end();
  EXPECT_EQ(types_of(f), (Types{"user", "thinking", "assistant", "tool_call", "tool_result"}));
  EXPECT_EQ(f.events[1].source_id, "a1");
  EXPECT_EQ(f.events[4].tool, "sh");
  EXPECT_EQ(f.events[4].duration_ms, 3000);
  EXPECT_EQ(f.events[4].level, Level::error);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "run it");
  EXPECT_EQ(run.cwd, "/w");
  EXPECT_EQ(run.model, "coder");
  EXPECT_EQ(run.metadata, R"({"agent":"qwen","version":"0.21"})");
  EXPECT_EQ(run.result, R"("ok")");
}

TEST(Qwen, ThoughtsAreOutputWhetherTheyStandBesideTheCandidatesOrInside) {
  Feeding beside("qwen"), inside("qwen");
  beside.line(answer("a1", "02",
                     R"({"promptTokenCount":1200,"candidatesTokenCount":42,)"
                     R"("thoughtsTokenCount":15,"totalTokenCount":1257,)"
                     R"("cachedContentTokenCount":200})"));
  inside.line(answer("a1", "02",
                     R"({"promptTokenCount":1200,"candidatesTokenCount":42,)"
                     R"("thoughtsTokenCount":15,"totalTokenCount":1242})"));
  EXPECT_EQ(sums_of(beside), (Sums{1000, 200, 0, 57}));
  EXPECT_EQ(sums_of(inside), (Sums{1200, 0, 0, 42}));
}

constexpr char kUsage[] =
    R"({"promptTokenCount":500,"candidatesTokenCount":20,"totalTokenCount":520})";
constexpr char kTold[] =
    R"("event.name":"qwen-code.api_response","model":"coder","status_code":200,"duration_ms":47,)"
    R"("input_token_count":500,"output_token_count":20,"total_token_count":520)";

TEST(Qwen, TelemetryOfTheSameCallIsNotCountedAgain) {
  for (const bool first : {true, false}) {
    Feeding f("qwen");
    if (first) f.line(telemetry("s1", "01", kTold));
    f.line(answer("a1", "02", kUsage));
    if (!first) f.line(telemetry("s1", "03", kTold));
    f.end();
    EXPECT_EQ(sums_of(f), (Sums{500, 0, 0, 20})) << first;
    EXPECT_EQ(requests_of(f).size(), 1U);
  }
}

TEST(Qwen, ACallHasOneNameWhereverTheFileWasCut) {
  Feeding cut("qwen"), whole("qwen");
  cut.line(telemetry("s1", "01", kTold)).end();
  whole.line(telemetry("s1", "01", kTold)).line(answer("a1", "02", kUsage)).end();
  ASSERT_EQ(requests_of(cut).size(), 1U);
  EXPECT_EQ(requests_of(cut).begin()->first, requests_of(whole).begin()->first);
}

TEST(Qwen, TelemetryKnowsHowLongACallTookAndOfCallsThatNobodyElseTellsOf) {
  Feeding f("qwen");
  f.line(telemetry("s1", "01", kTold))
      .line(answer("a1", "02", kUsage))
      .line(telemetry("s2", "03", std::string(kTold)))
      .line(telemetry("s3", "04",
                      R"("event.name":"qwen-code.api_error","model":"coder","error":"busy",)"
                      R"("status_code":503)"))
      .end();
  const auto calls = requests_of(f);
  EXPECT_EQ(calls.at("s1/s1").duration_ms, 47);
  EXPECT_EQ(calls.at("s1/s2").tokens.input, 500);
  EXPECT_EQ(calls.at("s1/s3").status, model::RequestStatus::error);
  EXPECT_EQ(calls.at("s1/s3").status_code, 503);
  EXPECT_EQ(event_of_type(f, "error").level, Level::error);
}

TEST(Qwen, CompressionIsACompactionAndNoticesAreNoPrompts) {
  Feeding f("qwen");
  f.line(line("n1", "00",
              R"("type":"user","provenance":"system","message":{"parts":[{"text":"notice"}]})"))
      .line(line("c1", "01", R"("type":"system","subtype":"chat_compression","systemPayload":{})"))
      .line(kPrompt);
  EXPECT_EQ(types_of(f), (Types{"user", "compaction", "user"}));
  EXPECT_EQ(trace_of_run(f).title, "run it");
}

std::string iflow(const std::string& id, const std::string& second, const std::string& blocks) {
  return R"({"uuid":")" + id + R"(","sessionId":"session-1","timestamp":"2025-11-20T03:00:)" +
         second + R"(Z","type":"assistant","message":{"id":"response-0001-)" + id +
         R"(","role":"assistant","model":"glm","content":[)" + blocks +
         R"(],"usage":{"input_tokens":0,"output_tokens":0}}})";
}

TEST(Iflow, AToolThatIsToldOfTwiceWasCalledOnceAndAnAnswerInPiecesIsOneCall) {
  const std::string a = R"({"type":"tool_use","id":"c1","name":"read"})";
  const std::string b = R"({"type":"tool_use","id":"c2","name":"read"})";
  Feeding f("qwen");
  f.line(iflow("a", "01", a)).line(iflow("b", "02", a + "," + b)).line(iflow("c", "03", b)).end();
  EXPECT_EQ(types_of(f), (Types{"tool_call", "tool_call", "assistant"}));
  const auto calls = requests_of(f);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls.begin()->second.duration_ms, 2000);
  EXPECT_EQ(calls.begin()->second.tokens.input, std::nullopt);  // 0 is not known
}

TEST(Qwen, IsToldByPartsAndIflowByItsNames) {
  EXPECT_EQ(Detector().add(kPrompt), "qwen");
  EXPECT_EQ(Detector().add(iflow("a", "01", "")), "qwen");
  EXPECT_NE(Detector().add(R"({"uuid":"u","sessionId":"s","type":"user","message":{}})"), "qwen");
}

}  // namespace
}  // namespace trace::dialects
