#include "unit/dialects/api_feeding.h"

#include "model/event_row.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

// A chunk with members beside its choices.
std::string chunk(const std::string& choices, const std::string& more = "",
                  const std::string& model = "gpt-4.1-nano", const std::string& id = "c1") {
  return R"({"id":")" + id +
         R"(","object":"chat.completion.chunk","created":1770772293,"model":")" + model +
         R"(","choices":[)" + choices + "]" + more + "}";
}

std::string says(const std::string& text) {
  return R"({"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null})";
}

const std::string kRole = R"({"index":0,"delta":{"role":"assistant","content":""}})";
const std::string kDone = R"({"index":0,"delta":{},"finish_reason":"stop"})";

ApiFeeding feeding(bool is_live = true) { return ApiFeeding("openai", is_live); }

TEST(OpenAiChat, OnlyTheLastUsageCountsAndCachedTokensAreTakenOutOfTheInput) {
  auto f = feeding();
  f.line(chunk(kRole, R"(,"usage":null)"))
      .line(chunk(says("a"), R"(,"usage":{"prompt_tokens":16,"completion_tokens":1})"))
      .line(chunk(kDone, R"(,"usage":null)"))
      .line(chunk("", R"(,"usage":{"prompt_tokens":16,"completion_tokens":300,"total_tokens":316,)"
                      R"("prompt_tokens_details":{"cached_tokens":6},)"
                      R"("completion_tokens_details":{"reasoning_tokens":64}})"))
      .line("data: [DONE]\n")
      .end();
  EXPECT_EQ(f.sums(), "10/6/0/300");
  EXPECT_EQ(f.only().tokens.reasoning, 64);
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"stop"})");
  EXPECT_EQ(f.types(), "stream stream result usage stream");
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(OpenAiChat, UsageOnTheFinishChunkCountsAndCacheHitsOfDeepSeekAreReads) {
  auto f = feeding();
  f.line(chunk(
      kDone, R"(,"usage":{"prompt_tokens":12,"completion_tokens":89,"prompt_cache_hit_tokens":4})",
      "deepseek-chat"));
  EXPECT_EQ(f.end().sums(), "8/4/0/89");
  EXPECT_EQ(f.only().provider, "deepseek");
}

// Longer ago than the clock of the test says.
std::string began_early(std::string chunk) {
  const std::string created = "1770772293";
  return chunk.replace(chunk.find(created), created.size(), "1700000000");
}

TEST(OpenAiChat, ARunWhoseFirstChunkHasNoTimeDoesNotEndBeforeItBegan) {
  auto f = feeding(false);
  f.line(R"({"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]})")
      .line(began_early(chunk(says("a"))))
      .line(began_early(chunk(kDone)))
      .end();
  std::optional<base::UnixMicros> started;
  for (const auto& change : f.changes<model::TraceChange>())
    if (change.started_at) started = change.started_at;
  EXPECT_EQ(started, f.last().ended_at);
}

TEST(OpenAiChat, GroqTellsItsUsageInAnExtension) {
  auto f = feeding();
  f.line(chunk(kRole, R"(,"x_groq":{"id":"req_1"})", "llama3-8b"))
      .line(chunk(kDone, R"(,"x_groq":{"usage":{"prompt_tokens":18,"completion_tokens":73}})",
                  "llama3-8b"))
      .end();
  EXPECT_EQ(f.sums(), "18/0/0/73");
  EXPECT_EQ(f.only().provider, "groq");
}

TEST(OpenAiChat, ReasoningThatTheTotalCountsBesideIsAddedToTheOutput) {
  auto f = feeding();
  f.line(chunk("",
               R"(,"usage":{"prompt_tokens":307,"completion_tokens":26,"total_tokens":560,)"
               R"("prompt_tokens_details":{"cached_tokens":306},)"
               R"("completion_tokens_details":{"reasoning_tokens":227},)"
               R"("cost_in_usd_ticks":1497500})",
               "grok-3-mini"));
  f.end();
  EXPECT_EQ(f.sums(), "1/306/0/253");
  EXPECT_EQ(f.only().provider, "x-ai");
  EXPECT_EQ(f.only().cost_nusd, 149'750);
}

TEST(OpenAiChat, OpenRouterReportsItsCostAndItsCommentsCostNothing) {
  auto f = feeding();
  f.line(": OPENROUTER PROCESSING\n")
      .line("data: " +
            chunk(kDone,
                  R"(,"provider":"Novita","usage":{"prompt_tokens":57,)"
                  R"("completion_tokens":17,"cost":0.00007159})",
                  "moonshotai/kimi-k2", "gen-1") +
            "\n")
      .end();
  EXPECT_EQ(f.types(), "ping result");
  EXPECT_EQ(f.events[0].level, model::Level::debug);
  EXPECT_EQ(f.only().cost_nusd, 71'590);
  EXPECT_EQ(f.only().cost_source, model::CostSource::reported);
  EXPECT_EQ(f.only().provider, "openrouter");
  EXPECT_EQ(f.only().requested_at.v, ApiFeeding::kStart + 1'000'000);
}

TEST(OpenAiChat, TheFirstChunkOfAzureHasNoIdAndNoModelAndIsNoCall) {
  auto f = feeding();
  f.line(R"({"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[]})")
      .line(chunk(R"({"content_filter_results":{},"delta":{"content":""},"index":0})", "", ""))
      .line(chunk(kDone, "", "gpt-5-nano"))
      .end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.only().model, "gpt-5-nano");
  EXPECT_EQ(f.calls().begin()->first, "c1");
}

TEST(OpenAiChat, TheDoneMarkEndsAnAnswerThatGaveNoReason) {
  auto f = feeding();
  f.line("data: " + chunk(says("a")) + "\n").line("data: [DONE]\n").end();
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
  EXPECT_EQ(f.last().status, model::RunStatus::success);
  EXPECT_EQ(f.misunderstood, 0U);
}

TEST(OpenAiChat, WithoutReasonAndMarkTheStreamWasCut) {
  auto f = feeding();
  f.line(chunk(says("a"))).end();
  EXPECT_EQ(f.only().status, model::RequestStatus::canceled);
  EXPECT_EQ(f.last().status, model::RunStatus::abandoned);
}

TEST(OpenAiChat, AToolCallInPiecesIsOneEventAlsoWhenItsNameIsRepeated) {
  auto f = feeding();
  const auto call = [](const std::string& id, const std::string& arguments) {
    return R"({"index":0,"delta":{"tool_calls":[{"index":0,)" + id + R"("function":{)" + arguments +
           "}}]}}";
  };
  f.line(chunk(call(R"("id":"t1",)", R"("name":"look","arguments":"")")))
      .line(chunk(call("", R"("arguments":"{\"a\"")")))
      .line(chunk(call(R"("id":"t1",)", R"("name":"look","arguments":"{}")")))
      .line(chunk(R"({"index":0,"delta":{},"finish_reason":"tool_calls"})"));
  EXPECT_EQ(f.types(), "tool_call stream stream result");
  EXPECT_EQ(f.events[0].tool, "look");
  EXPECT_EQ(f.events[0].key, "t1");
}

TEST(OpenAiChat, ThoughtsAreTheFirstTokenToo) {
  auto f = feeding();
  f.line(chunk(kRole))
      .line(chunk(R"({"index":0,"delta":{"reasoning_content":"First"}})"))
      .line(chunk(says("a")))
      .line(chunk(kDone))
      .end();
  EXPECT_EQ(f.only().ttft_ms, 1000);
}

TEST(OpenAiChat, AnErrorInsideTheStreamFailsTheCall) {
  auto f = feeding();
  f.line("data: " + chunk(says("a")) + "\n")
      .line(
          "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\","
          "\"code\":null}}\n")
      .end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.only().status, model::RequestStatus::error);
  EXPECT_EQ(f.last().error_code, "provider_unavailable");
  EXPECT_EQ(f.last().error_message, "The server had an error");
}

TEST(OpenAiChat, AnErrorEventWithoutJsonFailsTheCallInItsWords) {
  auto f = feeding();
  f.line("data: " + chunk(says("a")) + "\n").line("event: error\ndata: Bad gateway\n").end();
  EXPECT_EQ(f.types(), "stream error");
  EXPECT_EQ(f.misunderstood, 0U);
  EXPECT_EQ(f.last().error_code, "provider_unavailable");
  EXPECT_EQ(f.last().error_message, "Bad gateway");
}

TEST(OpenAiChat, AChunkThatStopsByAnErrorFailsTheCallAndKeepsItsUsage) {
  auto f = feeding();
  f.line(chunk(R"({"index":0,"delta":{"content":""},"finish_reason":"error"})",
               R"(,"error":{"code":502,"message":"upstream"},)"
               R"("usage":{"prompt_tokens":5,"completion_tokens":2})"));
  f.end();
  EXPECT_EQ(f.only().status_code, 502);
  EXPECT_EQ(f.sums(), "5/0/0/2");
  EXPECT_EQ(f.last().error_code, "provider_unavailable");
}

TEST(OpenAiChat, TheBodyOfAnHttpErrorIsAFailedRequest) {
  auto f = feeding();
  f.line("HTTP/1.1 429 Too Many Requests\r")
      .line("retry-after: 20\r")
      .line(
          "{\n \"error\": {\n  \"message\": \"Rate limit reached\",\n  \"type\": \"requests\",\n"
          "  \"param\": null,\n  \"code\": \"rate_limit_exceeded\"\n }\n}")
      .end();
  EXPECT_EQ(f.types(), "http http error");
  EXPECT_EQ(f.only().status_code, 429);
  EXPECT_EQ(f.only().status, model::RequestStatus::error);
  EXPECT_EQ(f.last().error_code, "rate_limited");
  EXPECT_EQ(f.last().retryable, true);
  EXPECT_EQ(f.misunderstood, 0U);
}

TEST(OpenAiChat, AnErrorStatusWithoutABodyIsAFailedRequest) {
  auto f = feeding();
  f.line("HTTP/2 503").end();
  EXPECT_EQ(f.only().status_code, 503);
  EXPECT_EQ(f.last().status, model::RunStatus::error);
  EXPECT_EQ(f.last().error_code, "provider_unavailable");
}

TEST(OpenAiChat, AQuotaThatIsUsedUpIsItsOwnStatus) {
  auto f = feeding();
  f.line(R"({"error":{"message":"You exceeded","type":"insufficient_quota","param":null,)"
         R"("code":"insufficient_quota"}})");
  f.end();
  EXPECT_EQ(f.only().status, model::RequestStatus::quota_exceeded);
  EXPECT_EQ(f.last().error_code, "quota_exceeded");
}

TEST(OpenAiChat, AWholeBodyIsOneAnswerWithItsToolCalls) {
  auto f = feeding();
  f.line(
       "{\n \"id\": \"c9\", \"object\": \"chat.completion\", \"created\": 1770933883,\n"
       " \"model\": \"gpt-4.1\", \"choices\": [{\"index\":0,\"message\":{\"role\":\"assistant\","
       "\"content\":\"Hi\",\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\","
       "\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}},{\"id\":\"t2\",\"type\":\"function\","
       "\"function\":{\"name\":\"b\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}],\n"
       " \"usage\": {\"prompt_tokens\": 16, \"completion_tokens\": 363}}")
      .end();
  EXPECT_EQ(f.types(), "assistant tool_call tool_call");
  EXPECT_EQ(f.events[2].tool, "b");
  EXPECT_EQ(f.events[2].part.substr(0, 10), R"({"id":"t2")");
  EXPECT_EQ(f.sums(), "16/0/0/363");
  EXPECT_EQ(f.only().stream, false);
}

TEST(OpenAiChat, TheResultOfAToolInTheNextRequestIsPairedWithItsCall) {
  auto f = feeding();
  f.line(chunk(R"({"index":0,"delta":{"tool_calls":[{"id":"t1","function":{"name":"look"}}]}})"));
  f.line(R"({"model":"gpt-5","messages":[{"role":"tool","tool_call_id":"t1","content":"42"}]})");
  EXPECT_EQ(f.types(), "tool_call user tool_result");
  EXPECT_EQ(f.events[2].tool, "look");
  EXPECT_EQ(f.events[2].duration_ms, 1000);
  EXPECT_EQ(f.events[2].part, R"({"role":"tool","tool_call_id":"t1","content":"42"})");
}

TEST(OpenAiChat, LegacyCompletionsAreCalls) {
  auto f = feeding();
  const auto piece = [](const std::string& text, const std::string& reason) {
    return R"(data: {"id":"cmpl-1","object":"text_completion","created":1709033852,"choices":)"
           R"([{"text":")" +
           text + R"(","index":0,"finish_reason":)" + reason + "}],\"model\":\"davinci-002\"}\n";
  };
  f.line(piece("a", "null")).line(piece("b", R"("length")")).line("data: [DONE]\n").end();
  EXPECT_EQ(f.only().model, "davinci-002");
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"length"})");
  EXPECT_EQ(f.events[1].level, model::Level::warn);
  EXPECT_EQ(f.only().stream, true);
}

TEST(OpenAiChat, SeveralAnswersInOneInputAreAddedUp) {
  auto f = feeding();
  const std::string usage = R"(,"usage":{"prompt_tokens":10,"completion_tokens":1})";
  f.line(chunk(kDone, usage, "gpt-5", "c1")).line("data: [DONE]\n");
  f.line(chunk(kDone, usage, "gpt-5", "c2")).line("data: [DONE]\n").end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.sums(), "20/0/0/2");
}

TEST(OpenAiChat, StreamsThatAreMixedAreToldApartByTheirIds) {
  auto f = feeding();
  f.line(chunk(says("a"), "", "gpt-5", "c1")).line(chunk(says("b"), "", "gpt-5", "c2"));
  f.line(chunk(kDone, "", "gpt-5", "c1")).line(chunk(kDone, "", "gpt-5", "c2")).end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.calls()["c1"].status, model::RequestStatus::success);
}

TEST(OpenAiChat, ServersWithoutIdsGetOnesOfOurOwn) {
  auto f = feeding();
  f.line(chunk(says("a"), "", "local", "")).line(chunk(kDone, "", "local", ""));
  f.line(chunk("", R"(,"usage":{"prompt_tokens":3,"completion_tokens":1})", "local", ""));
  f.line(chunk(kDone, "", "local", "")).end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.sums(), "3/0/0/1");
  EXPECT_EQ(f.calls()["fresh/1.1"].tokens.input, 3);
}

TEST(OpenAiChat, InAnImportTheCallIsWhenItsChunksSay) {
  auto f = feeding(false);
  f.line(chunk(kRole)).line(chunk(kDone)).end();
  EXPECT_EQ(f.only().requested_at.v, 1'770'772'293'000'000);
  EXPECT_EQ(f.events[1].at->v, 1'770'772'293'000'000);
  EXPECT_EQ(f.events[1].flags & model::EventFlag::arrival_time, 0U);
  EXPECT_EQ(f.changes<model::TraceChange>()[0].started_at->v, 1'770'772'293'000'000);
}

TEST(OpenAiChat, InAnImportChunksThatTellTheirOwnTimesTellHowLongItTook) {
  auto f = feeding(false);
  std::string later = chunk(kDone);
  later.replace(later.find("1770772293"), 10, "1770772296");
  f.line(chunk(kRole)).line(later).line("data: [DONE]\n").end();
  EXPECT_EQ(f.only().requested_at.v, 1'770'772'293'000'000);
  EXPECT_EQ(f.only().responded_at->v, 1'770'772'296'000'000);
  EXPECT_EQ(f.events[1].at->v, 1'770'772'296'000'000);
  EXPECT_EQ(f.events[2].at->v, 1'770'772'296'000'000);
  EXPECT_EQ(f.last().ended_at->v, 1'770'772'296'000'000);
}

TEST(OpenAiChat, ACaptureThatIsReadAtOnceTellsNoTimes) {
  auto f = feeding();
  f.at_once().line(chunk(kRole)).line(chunk(says("a"))).line(chunk(kDone)).end();
  EXPECT_FALSE(f.only().ttft_ms);
  EXPECT_FALSE(f.only().responded_at);
}

TEST(OpenAiChat, TheRequestBesideTheAnswerIsThePrompt) {
  ApiFeeding f("openai", true, true);
  const std::string asked =
      R"({"model":"gpt-5","stream":true,"messages":[{"role":"system","content":"Be brief"},)"
      R"({"role":"user","content":[{"type":"text","text":"What is it?"}]}]})";
  f.line(asked).line(chunk(says("It "))).line(chunk(says("is."))).line(chunk(kDone)).end();
  const auto content = f.changes<model::Content>().back();
  EXPECT_EQ(f.title(), "What is it?");
  EXPECT_EQ(content.prompt, "What is it?");
  EXPECT_EQ(content.system_prompt, "Be brief");
  EXPECT_EQ(content.completion, "It is.");
  EXPECT_EQ(f.only().request_bytes, static_cast<std::int64_t>(asked.size()));
  EXPECT_EQ(f.only().model, "gpt-4.1-nano");
}

TEST(OpenAiChat, AQuestionWithoutAnAnswerIsAbandoned) {
  auto f = feeding();
  f.line(R"({"model":"gpt-5","messages":[{"role":"user","content":"hello?"}]})").end();
  EXPECT_EQ(f.last().status, model::RunStatus::abandoned);
  EXPECT_TRUE(f.calls().empty());
}

TEST(OpenAiChat, EmbeddingsAreCallsWithoutOutput) {
  auto f = feeding();
  f.line(R"({"object":"list","data":[],"model":"text-embedding-3","usage":{"prompt_tokens":8,)"
         R"("total_tokens":8}})");
  f.end();
  EXPECT_EQ(f.sums(), "8/0/0/0");
  EXPECT_FALSE(f.only().tokens.output);
}

}  // namespace
}  // namespace trace::dialects
