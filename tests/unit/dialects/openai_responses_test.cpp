#include "unit/dialects/api_feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

// An event of a response with more members beside its state.
std::string state(const std::string& type, const std::string& members,
                  const std::string& id = "resp_1") {
  return R"({"type":"response.)" + type + R"(","sequence_number":0,"response":{"id":")" + id +
         R"(","object":"response","created_at":1778037182,"model":"gpt-5.5",)" + members + "}}";
}

const std::string kRuns = R"("status":"in_progress","error":null,"output":[],"usage":null)";
const std::string kUsage =
    R"("usage":{"input_tokens":4000,"input_tokens_details":{"cached_tokens":3072},)"
    R"("output_tokens":463,"output_tokens_details":{"reasoning_tokens":200},"total_tokens":4463})";

std::string completed(const std::string& id = "resp_1") {
  return state(
      "completed",
      R"("status":"completed","completed_at":1778037185,"error":null,"output":[],)" + kUsage, id);
}

std::string item(const std::string& type, const std::string& members) {
  return R"({"type":"response.output_item.)" + type +
         R"(","sequence_number":3,"output_index":0,"item":{)" + members + "}}";
}

std::string delta(const std::string& text) {
  return R"({"type":"response.output_text.delta","item_id":"m","output_index":0,"delta":")" + text +
         R"("})";
}

ApiFeeding feeding(bool is_live = true) { return ApiFeeding("openai", is_live); }

TEST(OpenAiResponses, UsageComesWithTheEndEvent) {
  auto f = feeding();
  f.line("event: response.created\ndata: " + state("created", kRuns) + "\n")
      .line("event: response.in_progress\ndata: " + state("in_progress", kRuns) + "\n")
      .line("event: x\ndata: " + delta("Hi") + "\n")
      .line("event: response.completed\ndata: " + completed() + "\n")
      .end();
  EXPECT_EQ(f.sums(), "928/3072/0/463");
  EXPECT_EQ(f.only().tokens.reasoning, 200);
  EXPECT_EQ(f.only().ttft_ms, 2000);
  EXPECT_EQ(f.only().duration_ms, std::nullopt);
  EXPECT_EQ(f.types(), "init stream stream result");
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(OpenAiResponses, SeveralResponsesInOneFileAreAddedUpById) {
  auto f = feeding();
  for (const auto* id : {"resp_1", "resp_2", "resp_2"})
    f.line(state("created", kRuns, id)).line(completed(id));
  f.end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.sums(), "1856/6144/0/926");
}

TEST(OpenAiResponses, IdsThatChangeFromEventToEventAreOneResponse) {
  auto f = feeding();
  f.line(state("created", kRuns, "id-1")).line(state("in_progress", kRuns, "id-2"));
  f.line(completed("id-9")).end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.sums(), "928/3072/0/463");
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(OpenAiResponses, AnErrorAndTheFailedResponseAreOneFailure) {
  auto f = feeding();
  f.line(state("created", kRuns))
      .line(R"({"type":"error","sequence_number":2,"error":{"type":"insufficient_quota",)"
            R"("code":"insufficient_quota","message":"You exceeded your current quota"}})")
      .line(state("failed", R"("status":"failed","error":{"code":"insufficient_quota",)"
                            R"("message":"You exceeded your current quota"},"usage":null)"))
      .end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.only().status, model::RequestStatus::quota_exceeded);
  EXPECT_EQ(f.types(), "init error result");
  EXPECT_EQ(f.last().error_code, "quota_exceeded");
  EXPECT_EQ(f.last().error_message, "You exceeded your current quota");
}

TEST(OpenAiResponses, AnErrorBeforeItsResponseIsNamedIsOneFailureToo) {
  auto f = feeding();
  f.line(R"({"type":"error","sequence_number":0,"code":"server_error","message":"Sorry"})");
  f.line(state("failed", R"("status":"failed","error":{"code":"server_error","message":"Sorry"})"));
  f.end();
  EXPECT_EQ(f.calls().size(), 1U);
}

TEST(OpenAiResponses, AnIncompleteResponseTellsItsReasonAndIsNoError) {
  auto f = feeding();
  f.line(state("created", kRuns))
      .line(state("incomplete", R"("status":"incomplete","error":null,"incomplete_details":)"
                                R"({"reason":"max_output_tokens"},)" +
                                    kUsage))
      .end();
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"max_output_tokens"})");
  EXPECT_EQ(f.events[1].level, model::Level::warn);
  EXPECT_EQ(f.sums(), "928/3072/0/463");
}

TEST(OpenAiResponses, WithoutAnEndEventTheStreamWasCut) {
  auto f = feeding();
  f.line(state("created", kRuns)).line(delta("Hi")).end();
  EXPECT_EQ(f.only().status, model::RequestStatus::canceled);
  EXPECT_EQ(f.last().status, model::RunStatus::abandoned);
}

TEST(OpenAiResponses, ItemsThatAreDoneAreTheTimeline) {
  auto f = feeding();
  f.line(state("created", kRuns))
      .line(item("added", R"("id":"ws_1","type":"web_search_call","status":"in_progress")"))
      .line(item("done", R"("id":"ws_1","type":"web_search_call","status":"completed")"))
      .line(item("done", R"("id":"rs_1","type":"reasoning","summary":[])"))
      .line(item("done", R"("id":"fc_1","type":"function_call","call_id":"call_1","name":"mul",)"
                         R"("arguments":"{}","status":"completed")"))
      .line(item("done", R"("id":"m_1","type":"message","content":[{"type":"output_text",)"
                         R"("text":"Done"}])"))
      .line(item("done", R"("id":"mc_1","type":"mcp_call","name":"ask","error":"no")"));
  EXPECT_EQ(f.types(), "init stream tool_call thinking tool_call assistant tool_call");
  EXPECT_EQ(f.events[2].tool, "web_search");
  EXPECT_EQ(f.events[2].duration_ms, 1000);
  EXPECT_EQ(f.events[4].tool, "mul");
  EXPECT_EQ(f.events[4].key, "call_1");
  EXPECT_FALSE(f.events[4].duration_ms);
  EXPECT_EQ(f.events[6].level, model::Level::error);
}

TEST(OpenAiResponses, TextIsTakenOnceFromDeltasOrFromTheEnd) {
  const std::string end =
      state("completed", R"("status":"completed","error":null,"output":[{"type":"message",)"
                         R"("content":[{"type":"output_text","text":"Hi you"}]}],)" +
                             kUsage);
  ApiFeeding both("openai", true, true), whole("openai", true, true);
  both.line(state("created", kRuns)).line(delta("Hi ")).line(delta("you")).line(end).end();
  whole.line(end).end();
  EXPECT_EQ(both.changes<model::Content>().back().completion, "Hi you");
  EXPECT_EQ(whole.changes<model::Content>().back().completion, "Hi you");
}

TEST(OpenAiResponses, AWholeBodyIsAnAnswerWithItsItems) {
  auto f = feeding();
  f.line(R"({"id":"resp_9","object":"response","created_at":1778037182,"status":"completed",)"
         R"("model":"gpt-5.5","error":null,"output":[{"type":"reasoning","id":"r"},)"
         R"({"type":"function_call","call_id":"c1","name":"mul","arguments":"{}"},)"
         R"({"type":"message","content":[{"type":"output_text","text":"Hi"}]}],)" +
         kUsage + "}")
      .end();
  EXPECT_EQ(f.types(), "assistant thinking tool_call");
  EXPECT_EQ(f.sums(), "928/3072/0/463");
  EXPECT_EQ(f.only().stream, false);
}

TEST(OpenAiResponses, ABodyThatDoesNotSayWhatItIsIsABodyAllTheSame) {
  auto f = feeding();
  f.line(R"({"id":"resp_9","created_at":1778037182,"model":"gpt-5.5","output":[],)" + kUsage + "}");
  EXPECT_EQ(f.end().sums(), "928/3072/0/463");
  EXPECT_EQ(f.events[0].level, model::Level::info);
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(OpenAiResponses, InputItemsAnswerTheCallsOfTheTurnBefore) {
  auto f = feeding();
  f.line(item("done", R"("type":"function_call","call_id":"c1","name":"mul")"));
  f.line(R"({"model":"gpt-5.5","input":[{"role":"user","content":"2*3?"},)"
         R"({"type":"function_call_output","call_id":"c1","output":"6"}]})");
  EXPECT_EQ(f.types(), "tool_call user tool_result");
  EXPECT_EQ(f.events[2].tool, "mul");
  EXPECT_EQ(f.title(), "2*3?");
}

TEST(OpenAiResponses, AnImportTakesTheTimesOfTheResponse) {
  auto f = feeding(false);
  f.line(state("created", kRuns)).line(completed()).end();
  EXPECT_EQ(f.only().requested_at.v, 1'778'037'182'000'000);
  EXPECT_EQ(f.only().responded_at->v, 1'778'037'185'000'000);
}

TEST(OpenAiResponses, KeepalivesArePings) {
  auto f = feeding();
  f.line(state("created", kRuns)).line(R"({"type":"keepalive","sequence_number":3})");
  EXPECT_EQ(f.types(), "init ping");
}

TEST(OpenAiResponses, ARefusalIsAStopReason) {
  auto f = feeding();
  f.line(state("completed", R"("status":"completed","error":null,"output":[{"type":"message",)"
                            R"("content":[{"type":"refusal","refusal":"I cannot"}]}],)" +
                                kUsage));
  f.end();
  EXPECT_EQ(f.only().status, model::RequestStatus::success);
  EXPECT_EQ(f.only().metadata, R"({"stop_reason":"refusal"})");
}

}  // namespace
}  // namespace trace::dialects
