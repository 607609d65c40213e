#include "unit/dialects/api_feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

std::string chunk(const std::string& parts, const std::string& usage, const std::string& more = "",
                  const std::string& id = R"(,"responseId":"r1")") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + R"(],"role":"model"},"index":0)" +
         more + R"(}],"usageMetadata":{)" + usage + R"(},"modelVersion":"gemini-3-pro")" + id + "}";
}

const std::string kText = R"({"text":"Hi"})";
const std::string kStop = R"(,"finishReason":"STOP")";

ApiFeeding feeding(bool is_live = true) { return ApiFeeding("gemini-api", is_live); }

TEST(GeminiApi, TheLastUsageWinsAndThoughtsAreOutput) {
  auto f = feeding();
  f.line("data: " + chunk(kText, R"("promptTokenCount":9,"totalTokenCount":9)") + "\r\n\r")
      .line("data: " +
            chunk(kText,
                  R"("promptTokenCount":9,"candidatesTokenCount":23,)"
                  R"("thoughtsTokenCount":185,"totalTokenCount":217)",
                  kStop) +
            "\r\n\r")
      .end();
  EXPECT_EQ(f.sums(), "9/0/0/208");
  EXPECT_EQ(f.only().tokens.reasoning, 185);
  EXPECT_EQ(f.only().model, "gemini-3-pro");
  EXPECT_EQ(f.only().stream, true);
  EXPECT_EQ(f.types(), "stream result");
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(GeminiApi, CachedTokensAreInThePromptAndPromptsOfToolsAreInput) {
  auto f = feeding();
  f.line(chunk(kText,
               R"("promptTokenCount":600,"cachedContentTokenCount":50,)"
               R"("toolUsePromptTokenCount":20,"candidatesTokenCount":5,)"
               R"("totalTokenCount":625)",
               kStop));
  EXPECT_EQ(f.end().sums(), "570/50/0/5");
}

TEST(GeminiApi, WithoutATotalCandidatesAndThoughtsAreTheOutput) {
  auto f = feeding();
  f.line(chunk(kText, R"("promptTokenCount":"9","candidatesTokenCount":5,"thoughtsTokenCount":7)",
               kStop));
  EXPECT_EQ(f.end().sums(), "9/0/0/12");
}

TEST(GeminiApi, AChunkOfUsageAloneCounts) {
  auto f = feeding();
  f.line(chunk(kText, R"("promptTokenCount":12,"totalTokenCount":12)", kStop, ""));
  f.line(
      "data: {\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":71,"
      "\"totalTokenCount\":237,\"cachedContentTokenCount\":4,\"toolUsePromptTokenCount\":65,"
      "\"thoughtsTokenCount\":89}}\n");
  EXPECT_EQ(f.end().sums(), "73/4/0/160");
  EXPECT_EQ(f.calls().size(), 1U);
}

TEST(GeminiApi, UsageWithoutCountsSaysNothing) {
  auto f = feeding();
  f.line(chunk(kText, R"("promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":13)"))
      .line(chunk(kText, R"("trafficType":"ON_DEMAND")", kStop));
  EXPECT_EQ(f.end().sums(), "9/0/0/4");
}

TEST(GeminiApi, ARecordedReplyIsOneCallALine) {
  auto f = feeding();
  const std::string usage = R"("promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":13)";
  const std::string reply = R"({"method":"generateContentStream","response":[)" +
                            chunk(kText, usage, "", "") + "," + chunk(kText, usage, kStop, "") +
                            "]}";
  f.line(reply).line(reply);
  f.line(R"({"method":"generateContent","response":)" + chunk(kText, usage, kStop, "") + "}");
  f.line(R"({"method":"countTokens","response":{"totalTokens":7}})").end();
  EXPECT_EQ(f.calls().size(), 3U);
  EXPECT_EQ(f.sums(), "27/0/0/12");
  EXPECT_EQ(f.types(), "stream result stream result assistant raw");
  EXPECT_EQ(f.events[1].part, chunk(kText, usage, kStop, ""));
}

TEST(GeminiApi, AnArrayOfChunksIsOneCall) {
  auto f = feeding();
  f.line("[" + chunk(kText, R"("promptTokenCount":9,"totalTokenCount":9)") + ",\n" +
         chunk(kText, R"("promptTokenCount":9,"totalTokenCount":13)", kStop) + "]");
  EXPECT_EQ(f.end().sums(), "9/0/0/4");
  EXPECT_EQ(f.types(), "stream result");
}

TEST(GeminiApi, OldModelsSayStopOnEveryChunkOfOneAnswer) {
  auto f = feeding();
  f.line(chunk(kText, R"("promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11)",
               kStop, ""))
      .line(chunk(kText, R"("promptTokenCount":9,"candidatesTokenCount":6,"totalTokenCount":15)",
                  kStop, ""))
      .line(chunk(kText, R"("promptTokenCount":30,"candidatesTokenCount":1,"totalTokenCount":31)",
                  kStop, ""))
      .end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.sums(), "39/0/0/7");
}

TEST(GeminiApi, CallsOfFunctionsAreToolCalls) {
  auto f = feeding();
  f.line(chunk(R"({"functionCall":{"name":"look","args":{}}},{"functionCall":{"name":"run"}})",
               R"("promptTokenCount":9)"));
  EXPECT_EQ(f.types(), "tool_call tool_call");
  EXPECT_EQ(f.events[0].tool, "look");
  EXPECT_EQ(f.events[1].tool, "run");
}

TEST(GeminiApi, AnAnswerThatStopsForAnotherReasonIsAWarning) {
  auto f = feeding();
  f.line(chunk("", R"("promptTokenCount":9,"totalTokenCount":9)", R"(,"finishReason":"SAFETY")"));
  EXPECT_EQ(f.end().only().metadata, R"({"stop_reason":"SAFETY"})");
  EXPECT_EQ(f.events[0].level, model::Level::warn);
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
}

TEST(GeminiApi, APromptThatIsBlockedIsAnsweredByItsReason) {
  auto f = feeding();
  f.line(R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":)"
         R"({"promptTokenCount":9,"totalTokenCount":9},"responseId":"r1"})");
  f.end();
  EXPECT_EQ(f.sums(), "9/0/0/0");
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"PROHIBITED_CONTENT"})");
}

TEST(GeminiApi, AnErrorBodyIsAFailedRequest) {
  auto f = feeding();
  f.line(
       "[{\n \"error\": {\"code\": 429, \"message\": \"Too many\", \"status\": "
       "\"RESOURCE_EXHAUSTED\"}\n}]")
      .end();
  EXPECT_EQ(f.only().status_code, 429);
  EXPECT_EQ(f.only().provider, "google");
  EXPECT_EQ(f.last().status, model::RunStatus::error);
  EXPECT_EQ(f.last().error_code, "rate_limited");
}

TEST(GeminiApi, WithoutAReasonToStopTheStreamWasCut) {
  auto f = feeding();
  f.line("data: " + chunk(kText, R"("promptTokenCount":9,"totalTokenCount":9)") + "\n").end();
  EXPECT_EQ(f.only().status, model::RequestStatus::canceled);
  EXPECT_EQ(f.last().status, model::RunStatus::abandoned);
}

TEST(GeminiApi, TheRequestBesideTheAnswerIsThePrompt) {
  ApiFeeding f("gemini-api", true, true);
  f.line(R"({"systemInstruction":{"parts":[{"text":"Be brief"}]},"contents":[{"role":"user",)"
         R"("parts":[{"text":"What is it?"}]}]})");
  f.line(chunk(R"({"text":"hm","thought":true})", R"("promptTokenCount":9)"));
  f.line(chunk(kText, R"("promptTokenCount":9)", kStop)).end();
  const auto content = f.changes<model::Content>().back();
  EXPECT_EQ(f.title(), "What is it?");
  EXPECT_EQ(content.system_prompt, "Be brief");
  EXPECT_EQ(content.completion, "Hi");
}

}  // namespace
}  // namespace trace::dialects
