#include "unit/dialects/api_feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

constexpr char kStart[] =
    R"({"type":"message_start","message":{"id":"msg_a","type":"message","role":"assistant",)"
    R"("content":[],"model":"claude-opus-4-5","stop_reason":null,)"
    R"("usage":{"input_tokens":17,"cache_read_input_tokens":5,"output_tokens":3}}})";
constexpr char kText[] =
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello "}})";
constexpr char kMore[] =
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"you"}})";
constexpr char kStop[] = R"({"type":"message_stop"})";

std::string ended(const std::string& usage, const std::string& reason = "end_turn") {
  return R"({"type":"message_delta","delta":{"stop_reason":")" + reason + R"("},"usage":)" + usage +
         "}";
}

std::string sse(const std::string& data) { return "event: x\ndata: " + data + "\n"; }

ApiFeeding feeding(bool is_live = true) { return ApiFeeding("anthropic", is_live); }

TEST(Anthropic, TheUsageOfTheDeltaReplacesTheStubOfTheStart) {
  auto f = feeding();
  f.line(kStart).line(kText).line(ended(R"({"output_tokens":2})")).line(kStop).end();
  EXPECT_EQ(f.sums(), "17/5/0/2");
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"end_turn"})");
}

TEST(Anthropic, InputThatIsRestatedLargerCountsAndAZeroDoesNot) {
  auto f = feeding();
  f.line(kStart).line(
      ended(R"({"input_tokens":61,"cache_read_input_tokens":0,"output_tokens":2})"));
  EXPECT_EQ(f.end().sums(), "61/5/0/2");
}

TEST(Anthropic, ACompactionPassIsAddedToWhatTheTopLevelSays) {
  auto f = feeding();
  f.line(kStart).line(ended(R"({"input_tokens":612,"output_tokens":2819,"iterations":[)"
                            R"({"type":"compaction","input_tokens":60385,"output_tokens":522},)"
                            R"({"type":"message","input_tokens":612,"output_tokens":2819}]})"));
  EXPECT_EQ(f.end().sums(), "60997/5/0/3341");
}

TEST(Anthropic, AdviceOfAnotherModelIsAddedAndAFallbackIsNot) {
  auto f = feeding();
  f.line(kStart).line(
      ended(R"({"input_tokens":412,"output_tokens":264,"iterations":[)"
            R"({"type":"message","input_tokens":408,"output_tokens":0},)"
            R"({"type":"advisor_message","input_tokens":100,"output_tokens":10},)"
            R"({"type":"fallback_message","input_tokens":412,"output_tokens":264}]})"));
  EXPECT_EQ(f.end().sums(), "512/5/0/274");
}

TEST(Anthropic, AMessageThatBeginsWithItsContentIsReadAtOnce) {
  auto f = feeding();
  std::string start = kStart;
  start.replace(start.find("\"content\":[]"), 12,
                R"("content":[{"type":"tool_use","id":"t1","name":"look"}])");
  start.replace(start.find("\"stop_reason\":null"), 18, R"("stop_reason":"tool_use")");
  f.line(start).line(kStop).end();
  EXPECT_EQ(f.types(), "init tool_call stream");
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"tool_use"})");
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
}

TEST(Anthropic, AMessageStartThatComesTwiceIsOneRequest) {
  auto f = feeding();
  f.line(kStart).line(kStart).line(ended(R"({"output_tokens":227})")).line(kStop).end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.sums(), "17/5/0/227");
}

TEST(Anthropic, ASplicedMessageLeavesTheFirstOneCanceled) {
  auto f = feeding();
  std::string second = kStart;
  second.replace(second.find("msg_a"), 5, "msg_b");
  f.line(kStart).line(kText).line(second).line(ended(R"({"output_tokens":65})")).line(kStop).end();
  ASSERT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.calls()["msg_a"].status, model::RequestStatus::canceled);
  EXPECT_EQ(f.calls()["msg_b"].status, model::RequestStatus::success);
  EXPECT_EQ(f.calls()["msg_b"].tokens.output, 65);
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(Anthropic, EventsPaddedWithBlanksAndCrlfAreRead) {
  auto f = feeding();
  std::string padded = kStart;
  padded.insert(padded.size() - 1, "          ");
  f.line("event: message_start\r\ndata: " + padded + "   \r\n\r");
  f.line(": keep-alive\n").line("data: " + ended(R"({"output_tokens":9})") + "\n").end();
  EXPECT_EQ(f.sums(), "17/5/0/9");
  EXPECT_EQ(f.types(), "init ping result");
  EXPECT_EQ(f.misunderstood, 0U);
}

TEST(Anthropic, TheEventOfAStreamIsItsDataAndNotTheFrame) {
  auto f = feeding();
  f.line(sse(kStart)).line(sse(R"({"type": "ping"})"));
  EXPECT_EQ(f.events[0].part, kStart);
  EXPECT_EQ(f.events[0].key, "msg_a");
  EXPECT_EQ(f.events[1].type, "ping");
  EXPECT_EQ(f.events[1].level, model::Level::debug);
  EXPECT_EQ(f.events[1].part, R"({"type": "ping"})");
}

TEST(Anthropic, TimeToTheFirstTokenIsThatOfTheFirstPieceOfContent) {
  auto f = feeding();
  f.line(kStart).line(
      R"({"type":"content_block_start","index":0,"content_block":{"type":"text"}})");
  f.line(kText).line(kMore).line(ended(R"({"output_tokens":9})")).end();
  EXPECT_EQ(f.only().ttft_ms, 2000);
  EXPECT_EQ(f.only().requested_at.v, ApiFeeding::kStart + 1'000'000);
  EXPECT_EQ(f.only().responded_at->v, ApiFeeding::kStart + 5'000'000);
}

TEST(Anthropic, AnImportTellsNoTimesByArrival) {
  auto f = feeding(false);
  f.line(kStart).line(kText).line(ended(R"({"output_tokens":9})")).end();
  EXPECT_FALSE(f.only().ttft_ms);
  EXPECT_FALSE(f.only().responded_at);
}

TEST(Anthropic, AStoredStreamIsTheSameTraceWhereverItIsReadFrom) {
  auto a = feeding(false), b = feeding(false), live = feeding();
  const auto id = a.line(kStart).events[0].trace;
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(b.line(sse(kStart)).events[0].trace, id);
  EXPECT_EQ(live.line(kStart).events[0].trace, "fresh");
}

TEST(Anthropic, AStreamThatIsCutIsAbandonedAndItsRequestCanceled) {
  auto f = feeding();
  f.line(sse(kStart)).line(sse(kText)).end(true);
  EXPECT_EQ(f.only().status, model::RequestStatus::canceled);
  EXPECT_EQ(f.sums(), "17/5/0/3");
  EXPECT_EQ(f.last().status, model::RunStatus::abandoned);
  EXPECT_EQ(f.last().ending, model::Ending::provisional);
}

TEST(Anthropic, AnErrorInsideTheStreamFailsTheCallAndTheTrace) {
  auto f = feeding();
  f.line(kStart).line(
      R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})");
  f.end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.only().status, model::RequestStatus::error);
  EXPECT_EQ(f.only().error_message, "Overloaded");
  EXPECT_EQ(f.last().status, model::RunStatus::error);
  EXPECT_EQ(f.last().error_code, "provider_unavailable");
  EXPECT_EQ(f.last().retryable, true);
  EXPECT_EQ(f.types(), "init error");
}

TEST(Anthropic, ARetryAfterAFailureIsASecondRequestAndTheTraceSucceeds) {
  auto f = feeding();
  f.line(R"({"type":"error","error":{"type":"rate_limit_error","message":"slow down"}})");
  f.line(kStart).line(ended(R"({"output_tokens":9})")).end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(Anthropic, ARefusalIsNoErrorButAWarning) {
  auto f = feeding();
  f.line(kStart).line(ended(R"({"output_tokens":5})", "refusal")).line(kStop).end();
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"refusal"})");
  EXPECT_EQ(f.events[1].level, model::Level::warn);
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(Anthropic, ToolsOfTheOtherSideAreCalledAndAnswered) {
  auto f = feeding();
  f.line(kStart).line(
      R"({"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use",)"
      R"("id":"st_1","name":"web_search","input":{}}})");
  f.line(R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta",)"
         R"("partial_json":"{}"}})");
  f.line(R"({"type":"content_block_start","index":2,"content_block":{"type":)"
         R"("web_search_tool_result","tool_use_id":"st_1","content":[]}})");
  EXPECT_EQ(f.types(), "init tool_call stream tool_result");
  EXPECT_EQ(f.events[1].tool, "web_search");
  EXPECT_EQ(f.events[3].tool, "web_search");
  EXPECT_EQ(f.events[3].duration_ms, 2000);
}

constexpr char kBody[] =
    "{\n \"model\": \"claude-haiku-4-5\",\n \"id\": \"msg_w\", \"type\": \"message\",\n"
    " \"role\": \"assistant\", \"content\": [{\"type\":\"thinking\",\"thinking\":\"hm\"},\n"
    " {\"type\":\"text\",\"text\":\"Answer\"},\n"
    " {\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\",\"input\":{}}],\n"
    " \"stop_reason\": \"tool_use\",\n"
    " \"usage\": {\"input_tokens\":1151,\"cache_creation\":{\"ephemeral_1h_input_tokens\":7},"
    "\"output_tokens\":87}}";

TEST(Anthropic, AWholeBodyPrettyPrintedIsOneRequestWithItsBlocks) {
  auto f = feeding();
  f.line(kBody).end();
  EXPECT_EQ(f.sums(), "1151/0/7/87");
  EXPECT_EQ(f.only().tokens.cache_write_1h, 7);
  EXPECT_EQ(f.only().stream, false);
  EXPECT_FALSE(f.only().ttft_ms);
  EXPECT_FALSE(f.only().responded_at);
  EXPECT_EQ(f.types(), "assistant thinking tool_call");
  EXPECT_EQ(f.events[2].part, R"({"type":"tool_use","id":"t1","name":"look","input":{}})");
  EXPECT_EQ(f.only().response_bytes, static_cast<std::int64_t>(sizeof kBody - 1));
}

const std::string kAsked =
    R"({"model":"claude-opus-4-5","max_tokens":99,"stream":true,"system":"Be brief",)"
    R"("messages":[{"role":"user","content":"Fix\n it"},{"role":"assistant","content":"ok"},)"
    R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true},)"
    R"({"type":"text","text":"go on"}]}]})";

TEST(Anthropic, TheRequestBodyGivesTitleSizeAndTheTimeOfAsking) {
  auto f = feeding();
  f.line(kAsked).line(kStart).line(kText).line(ended(R"({"output_tokens":9})")).end();
  EXPECT_EQ(f.types(), "user init stream result");
  EXPECT_EQ(f.title(), "Fix it");
  EXPECT_EQ(f.only().request_bytes, static_cast<std::int64_t>(kAsked.size()));
  EXPECT_EQ(f.only().requested_at.v, ApiFeeding::kStart + 1'000'000);
  EXPECT_EQ(f.only().ttft_ms, 2000);
}

TEST(Anthropic, ToolResultsInTheNextRequestAnswerTheCallsBeforeIt) {
  auto f = feeding();
  f.line(kBody).line(kAsked);
  EXPECT_EQ(f.types(), "assistant thinking tool_call user tool_result");
  EXPECT_EQ(f.events[4].tool, "look");
  EXPECT_EQ(f.events[4].duration_ms, 1000);
  EXPECT_EQ(f.events[4].level, model::Level::error);
}

TEST(Anthropic, ContentsAreKeptOnlyWhenAskedFor) {
  auto none = feeding();
  none.line(kAsked).line(kStart).line(kText).line(ended("{}")).end();
  EXPECT_TRUE(none.changes<model::Content>().empty());
  ApiFeeding full("anthropic", true, true);
  full.line(kAsked).line(kStart).line(kText).line(kMore).line(ended("{}")).end();
  const auto content = full.changes<model::Content>().back();
  EXPECT_EQ(content.request, "msg_a");
  EXPECT_EQ(content.completion, "Hello you");
  EXPECT_EQ(content.prompt, "go on");
  EXPECT_EQ(content.system_prompt, "Be brief");
  EXPECT_EQ(content.messages.substr(0, 9), R"([{"role":)");
}

TEST(Anthropic, TheAnswerOfTheLastCallIsTheResultOfTheTrace) {
  auto f = feeding();
  f.line(kStart).line(kText).line(kMore).line(ended("{}")).line(kStop).end();
  EXPECT_EQ(f.last().result, "\"Hello you\"");
}

TEST(Anthropic, ResponseBytesAreThoseOfAllItsFrames) {
  auto f = feeding();
  const std::string a = sse(kStart), b = sse(ended("{}")), c = sse(kStop);
  f.line(a).line(b).line(c).end();
  EXPECT_EQ(f.only().response_bytes, static_cast<std::int64_t>(a.size() + b.size() + c.size() + 3));
}

TEST(Anthropic, WhatIsNotKnownIsKeptRawAndAnswersStayCounted) {
  auto f = feeding();
  f.line(kStart).line(R"({"type":"brand_new","x":1})").line("oops {").line(ended("{}")).end();
  EXPECT_EQ(f.types(), "init raw text result");
  EXPECT_EQ(f.misunderstood, 1U);
}

TEST(Anthropic, NegativeCountersAreRefused) {
  auto f = feeding();
  f.line(kStart).line(ended(R"({"input_tokens":-4,"output_tokens":-1})")).end();
  EXPECT_EQ(f.sums(), "17/5/0/3");
}

}  // namespace
}  // namespace trace::dialects
