#include "unit/dialects/facts.h"

#include "dialects/detector.h"
#include "dialects/run_trace.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

// A line of session ses_1, so many seconds after the start.
std::string line(const std::string& type, int second, const std::string& members) {
  return R"({"type":")" + type + R"(","timestamp":)" +
         std::to_string(1763607600000 + second * 1000) + R"(,"sessionID":"ses_1",)" + members + "}";
}

std::string finish(int second, const std::string& message, const std::string& members) {
  return line("step_finish", second,
              R"("part":{"messageID":")" + message + R"(",)" + members +
                  R"(,"tokens":{"input":100,"output":10,"reasoning":4,)"
                  R"("cache":{"read":30,"write":7}}})");
}

const std::string kStart = line("step_start", 1, R"("part":{"messageID":"msg_a"})");

TEST(Opencode, AStepIsACallWhoseReasoningStandsBesideItsOutput) {
  Feeding f("opencode");
  f.line(kStart)
      .line(line("tool_use", 3,
                 R"("part":{"callID":"c1","tool":"bash","state":{"status":"completed","input":{},)"
                 R"("time":{"start":1763607601500,"end":1763607602500}}})"))
      .line(finish(4, "msg_a", R"("reason":"tool-calls","cost":0.5)"))
      .line(line("step_start", 5, R"("part":{"messageID":"msg_b"})"))
      .line(line("text", 6, R"("part":{"messageID":"msg_b","text":"done"})"))
      .line(finish(7, "msg_b", R"("reason":"stop","cost":0.25)"))
      .end();
  EXPECT_EQ(sums_of(f), (Sums{200, 60, 14, 28}));
  const auto call = requests_of(f).at("ses_1/msg_a");
  EXPECT_EQ(call.duration_ms, 3000);
  EXPECT_EQ(call.cost_nusd, 500'000'000);
  EXPECT_EQ(types_of(f), (Types{"step_start", "tool_call", "tool_result", "usage", "step_start",
                                "assistant", "usage"}));
  EXPECT_EQ(f.events[2].tool, "bash");
  EXPECT_EQ(f.events[2].duration_ms, 1000);
  EXPECT_EQ(trace_of_run(f).status, RunStatus::success);
  EXPECT_EQ(trace_of_run(f).result, R"("done")");
}

TEST(Opencode, ACostOf0IsNotKnown) {
  Feeding f("opencode");
  f.line(kStart).line(finish(2, "msg_a", R"("cost":0)"));
  EXPECT_EQ(requests_of(f).begin()->second.cost_nusd, std::nullopt);
  EXPECT_EQ(requests_of(f).begin()->second.cost_source, model::CostSource::unknown);
}

TEST(Opencode, AMessageCanHaveSeveralSteps) {
  Feeding f("opencode");
  f.line(finish(2, "msg_a", R"("cost":1)")).line(finish(3, "msg_a", R"("cost":1)"));
  EXPECT_EQ(requests_of(f).size(), 2U);
}

TEST(Opencode, AnErrorIsAFailedCallAndEndsTheRun) {
  Feeding f("opencode");
  f.line(kStart)
      .line(line("error", 2,
                 R"("error":{"name":"APIError","data":{"message":"Rate limit exceeded",)"
                 R"("statusCode":429,"isRetryable":true}})"))
      .end();
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.status, RunStatus::error);
  EXPECT_EQ(run.error_code, "rate_limited");
  EXPECT_EQ(run.retryable, true);
  const auto call = requests_of(f).begin()->second;
  EXPECT_EQ(call.status, model::RequestStatus::error);
  EXPECT_EQ(call.status_code, 429);
}

TEST(Opencode, AStepThatDoesNotEndIsCutOff) {
  EXPECT_EQ(trace_of_run(Feeding("opencode").line(kStart).end()).status, RunStatus::abandoned);
  Feeding more("opencode");
  more.line(kStart).line(finish(2, "msg_a", R"("reason":"stop")")).line(kStart).end();
  EXPECT_EQ(trace_of_run(more).status, RunStatus::abandoned);
}

constexpr char kMessage[] = R"({"id":"msg_a","sessionID":"ses_1","role":"assistant",
  "time":{"created":1763607600000,"completed":1763607604000},"modelID":"opus",
  "providerID":"anthropic","path":{"cwd":"/w"},
  "tokens":{"input":100,"output":10,"reasoning":4,"cache":{"read":30,"write":7}}})";

TEST(OpencodeStorage, AMessageIsTheSameCallAsItsStep) {
  Feeding stored("opencode"), printed("opencode");
  stored.line(kMessage).end();
  printed.line(kStart).line(finish(2, "msg_a", R"("cost":1)"));
  EXPECT_EQ(requests_of(stored).begin()->first, requests_of(printed).begin()->first);
  EXPECT_EQ(trace_of_run(stored).id, trace_of_run(printed).id);
  EXPECT_EQ(sums_of(stored), (Sums{100, 30, 7, 14}));
  const auto call = requests_of(stored).begin()->second;
  EXPECT_EQ(call.duration_ms, 4000);
  EXPECT_EQ(call.provider, "anthropic");
  EXPECT_EQ(trace_of_run(stored).model, "opus");
  EXPECT_EQ(trace_of_run(stored).cwd, "/w");
  EXPECT_EQ(trace_of_run(stored).ended_at->v, 1'763'607'604'000'000);
}

TEST(OpencodeStorage, ASessionNamesItsParent) {
  Feeding f("opencode");
  f.line(R"({"id":"ses_2","parentID":"ses_1","title":"Look around","directory":"/w",)"
         R"("version":"1.0","time":{"created":1763607600000,"updated":1763607609000}})")
      .end();
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.parent, trace_id_of("opencode", "ses_1"));
  EXPECT_EQ(run.title, "Look around");
  EXPECT_EQ(run.cwd, "/w");
}

TEST(OpencodeStorage, AnExportIsASessionWithMessagesAndParts) {
  Feeding f("opencode");
  f.line(std::string(R"({"info":{"id":"ses_1","title":"T","time":{"created":1763607600000}},)") +
         R"("messages":[{"info":{"id":"msg_u","sessionID":"ses_1","role":"user","time":)"
         R"({"created":1763607600000}},"parts":[{"type":"text","text":"hi","messageID":"msg_u"}]},)"
         R"({"info":)" +
         kMessage + R"(,"parts":[{"type":"tool","messageID":"msg_a","callID":"c","tool":"ls",)" +
         R"("state":{"status":"error"}},{"type":"text","text":"bye","messageID":"msg_a"}]}]})");
  f.end();
  EXPECT_EQ(types_of(f), (Types{"session", "user", "user", "assistant", "tool_call", "tool_result",
                                "assistant"}));
  EXPECT_EQ(f.events[5].level, Level::error);
  EXPECT_EQ(sums_of(f), (Sums{100, 30, 7, 14}));
  EXPECT_EQ(trace_of_run(f).result, R"("bye")");
}

TEST(Opencode, IsToldByTheCapitalsOfItsSession) {
  EXPECT_EQ(Detector().add(kStart), "opencode");
  EXPECT_EQ(Detector().add(kMessage), "opencode");
  EXPECT_EQ(Detector().add(R"({"type":"text","timestamp":1,"session_id":"s"})"), std::nullopt);
}

}  // namespace
}  // namespace trace::dialects
