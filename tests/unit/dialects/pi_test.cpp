#include "unit/dialects/facts.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

std::string message(const std::string& members, const std::string& stop = "stop") {
  return R"({"role":"assistant","provider":"openai","model":"gpt",)" + members +
         R"(,"usage":{"input":10,"output":4,"cacheRead":3,"cacheWrite":2,"totalTokens":19,)"
         R"("cost":{"total":0.01}},"stopReason":")" +
         stop + R"(","timestamp":1763607601500})";
}

std::string line(const std::string& type, const std::string& message) {
  return R"({"type":")" + type + R"(","message":)" + message + "}";
}

const std::string kText = R"("content":[{"type":"thinking","thinking":"hm"},{"type":"text",)"
                          R"("text":"done"}])";

TEST(PiStream, AMessageIsCountedAtItsEndAndNotAgain) {
  const auto said = message(kText);
  Feeding f("pi");
  f.line(R"({"type":"agent_start"})")
      .line(R"({"type":"turn_start"})")
      .line(line("message_start", said))
      .line(line("message_update", said))
      .line(line("message_end", said))
      .line(line("turn_end", said))
      .line(R"({"type":"agent_end","messages":[)" + said + "]}")
      .end();
  EXPECT_EQ(sums_of(f), (Sums{10, 3, 2, 4}));
  const auto call = requests_of(f).begin()->second;
  EXPECT_EQ(call.cost_nusd, 10'000'000);
  EXPECT_EQ(call.model, "gpt");
  EXPECT_EQ(call.ttft_ms, 1000);
  EXPECT_EQ(types_of(f), (Types{"init", "turn_start", "stream", "stream", "thinking", "assistant",
                                "turn_end", "result"}));
  EXPECT_EQ(trace_of_run(f).status, RunStatus::success);
  EXPECT_EQ(trace_of_run(f).result, R"("done")");
}

TEST(PiStream, ToolsAreToldByTheirExecution) {
  Feeding f("pi");
  f.line(line("message_end",
              message(R"("content":[{"type":"toolCall","id":"t1","name":"read"}])", "toolUse")))
      .line(R"({"type":"tool_execution_start","toolCallId":"t1","toolName":"read","args":{}})")
      .line(R"({"type":"tool_execution_end","toolCallId":"t1","toolName":"read","isError":true})")
      .line(line("message_end",
                 R"({"role":"toolResult","toolCallId":"t1","toolName":"read","content":[]})"));
  EXPECT_EQ(types_of(f), (Types{"assistant", "tool_call", "tool_result", "stream"}));
  EXPECT_EQ(f.events[2].duration_ms, 1000);
  EXPECT_EQ(f.events[2].level, Level::error);
}

TEST(PiStream, ARetryTakesTheFailureBack) {
  const auto failed =
      line("message_end", message(R"("content":[],"errorMessage":"Rate limit")", "error"));
  Feeding f("pi"), again("pi");
  f.line(failed).line(R"({"type":"agent_end"})").end();
  EXPECT_EQ(trace_of_run(f).status, RunStatus::error);
  EXPECT_EQ(trace_of_run(f).error_code, "rate_limited");
  EXPECT_EQ(requests_of(f).begin()->second.status, model::RequestStatus::error);
  EXPECT_EQ(sums_of(f), (Sums{10, 3, 2, 4}));  // what failed was used all the same
  again.line(failed)
      .line(R"({"type":"agent_end"})")
      .line(R"({"type":"auto_retry_start","attempt":1})")
      .line(line("message_end", message(kText)))
      .line(R"({"type":"agent_end"})")
      .end();
  EXPECT_EQ(trace_of_run(again).status, RunStatus::success);
  EXPECT_EQ(event_of_type(again, "retry").level, Level::warn);
}

TEST(PiStream, AnAbortedRunIsCanceled) {
  Feeding f("pi");
  f.line(line("message_end", message(R"("content":[])", "aborted")))
      .line(R"({"type":"agent_end"})")
      .end();
  EXPECT_EQ(trace_of_run(f).status, RunStatus::canceled);
}

constexpr char kHead[] =
    R"({"type":"session","version":3,"id":"s1","timestamp":"2025-11-20T03:00:00Z","cwd":"/w"})";

std::string entry(const std::string& id, const std::string& second, const std::string& members) {
  return R"({"id":")" + id + R"(","parentId":null,"timestamp":"2025-11-20T03:00:)" + second +
         R"(Z",)" + members + "}";
}

TEST(PiSession, EntriesAreMessagesToolsChangesAndCompactions) {
  Feeding f("pi");
  f.line(kHead)
      .line(entry("e1", "01",
                  R"("type":"message","message":{"role":"user","content":[{)"
                  R"("type":"text","text":"fix"}]})"))
      .line(entry(
          "e2", "03",
          R"("type":"message","message":)" + message(R"("content":[{"type":"toolCall","id":"t1",)"
                                                     R"("name":"read"}])")))
      .line(entry("e3", "05",
                  R"("type":"message","message":{"role":"toolResult",)"
                  R"("toolCallId":"t1","toolName":"read"})"))
      .line(entry("e4", "06", R"("type":"model_change","modelId":"opus")"))
      .line(entry("e5", "07", R"("type":"compaction","summary":"s")"))
      .line(entry("e6", "08", R"("type":"new_kind")"))
      .end();
  EXPECT_EQ(types_of(f), (Types{"session", "user", "tool_call", "tool_result", "model_change",
                                "compaction", "raw"}));
  EXPECT_EQ(f.events[3].duration_ms, 2000);
  EXPECT_EQ(f.events[5].source_id, "e5");
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "fix");
  EXPECT_EQ(run.cwd, "/w");
  EXPECT_EQ(run.model, "opus");
  EXPECT_EQ(run.ending, model::Ending::provisional);
  EXPECT_EQ(run.ended_at->v - run.started_at->v, 8'000'000);
}

TEST(PiSession, AForkAndTheStreamOfARunNameTheirCallsAlike) {
  const auto said = message(kText);
  Feeding stream("pi"), session("pi"), fork("pi");
  stream.line(line("message_end", said));
  session.line(kHead).line(entry("e1", "03", R"("type":"message","message":)" + said));
  fork.line(R"({"type":"session","version":3,"id":"s2","timestamp":"2025-11-20T04:00:00Z",)"
            R"("cwd":"/w"})")
      .line(entry("e1", "03", R"("type":"message","message":)" + said));
  EXPECT_EQ(requests_of(stream).begin()->first, requests_of(session).begin()->first);
  EXPECT_EQ(requests_of(fork).begin()->first, requests_of(session).begin()->first);
}

TEST(Pi, IsToldByHeadOrMessages) {
  EXPECT_EQ(Detector().add(kHead), "pi");
  EXPECT_EQ(Detector().add(line("message_end", message(kText))), "pi");
  EXPECT_EQ(Detector().add(R"({"type":"session","id":"x"})"), std::nullopt);
}

}  // namespace
}  // namespace trace::dialects
