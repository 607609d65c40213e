#include "unit/dialects/facts.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

constexpr char kInit[] =
    R"({"type":"system","subtype":"init","apiKeySource":"login","cwd":"/w","session_id":"s1",)"
    R"("model":"Auto","permissionMode":"default"})";

std::string says(const std::string& members) { return R"({"session_id":"s1",)" + members + "}"; }

std::string tool(const std::string& subtype, const std::string& ms, const std::string& result) {
  return says(R"("type":"tool_call","subtype":")" + subtype +
              R"(","call_id":"c1","model_call_id":"model-call-0000-0","timestamp_ms":)" + ms +
              R"(,"tool_call":{"shellToolCall":{"args":{"command":"ls"})" + result + "}}");
}

std::string text(const std::string& words, const std::string& members = "") {
  return says(R"("type":"assistant","message":{"role":"assistant","content":[{"type":"text",)"
              R"("text":")" +
              words + R"("}]})" + members);
}

TEST(Cursor, ToolsAreNamedByTheirSingleKeyAndTimedByTheirLines) {
  Feeding f("cursor");
  f.line(kInit)
      .line(says(R"("type":"user","message":{"content":[{"type":"text","text":"go"}]})"))
      .line(tool("started", "1763607602000", ""))
      .line(tool("completed", "1763607605400", R"(,"result":{"success":{"exitCode":1}})"))
      .line(text("one."))
      .line(text("two"))
      .line(says(R"("type":"result","subtype":"success","is_error":false,"duration_ms":1500,)"
                 R"("result":"one.two")"))
      .end();
  EXPECT_EQ(types_of(f), (Types{"init", "user", "tool_call", "tool_result", "assistant",
                                "assistant", "result"}));
  EXPECT_EQ(f.events[2].tool, "shell");
  EXPECT_EQ(f.events[3].tool, "shell");
  EXPECT_EQ(f.events[3].duration_ms, 3400);
  EXPECT_EQ(f.events[3].level, Level::error);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "go");
  EXPECT_EQ(run.model, "Auto");
  EXPECT_EQ(run.cwd, "/w");
  EXPECT_EQ(run.status, RunStatus::success);
  EXPECT_EQ(run.duration_ms, 1500);
  EXPECT_EQ(run.result, R"("two")");
}

TEST(Cursor, CallsAreCountedByTheirNameAndKnowNoTokens) {
  Feeding f("cursor");
  f.line(kInit)
      .line(tool("started", "1763607602000", ""))
      .line(tool("completed", "1763607603000", ""));
  const auto calls = requests_of(f);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls.begin()->first, "model-call-0000-0");
  EXPECT_EQ(calls.begin()->second.tokens.input, std::nullopt);
  EXPECT_EQ(calls.begin()->second.cost_nusd, std::nullopt);
}

TEST(Cursor, PiecesOfAnAnswerGiveWayToTheWholeOfIt) {
  Feeding f("cursor");
  f.line(kInit)
      .line(text("on", R"(,"timestamp_ms":1763607601000)"))
      .line(text("e", R"(,"timestamp_ms":1763607601100)"))
      .line(text("one", R"(,"timestamp_ms":1763607601200)"))
      .end();
  EXPECT_EQ(types_of(f), (Types{"init", "stream", "stream", "assistant"}));
  EXPECT_EQ(trace_of_run(f).result, R"("one")");
}

TEST(Cursor, AFailureMayComeAsAResultOrAsNoneAtAll) {
  Feeding failed("cursor"), cut("cursor");
  failed.line(kInit)
      .line(says(R"("type":"result","subtype":"error","is_error":true,"result":"timed out")"))
      .end();
  EXPECT_EQ(trace_of_run(failed).status, RunStatus::error);
  EXPECT_EQ(trace_of_run(failed).error_code, "timeout");
  EXPECT_EQ(trace_of_run(cut.line(kInit).end()).status, RunStatus::abandoned);
}

TEST(Cursor, ARunThatWasRecordedBeforeIsAsOldAsItsLines) {
  Feeding f("cursor");
  f.line(kInit).line(tool("started", "1700000000000", "")).line(text("x")).end();
  EXPECT_EQ(trace_of_run(f).started_at->v, 1'700'000'000'000'000);
  EXPECT_EQ(trace_of_run(f).ended_at->v, 1'700'000'000'000'000);
  EXPECT_EQ(f.events[2].at->v, 1'700'000'000'000'000);
  EXPECT_EQ(f.events[2].flags, model::EventFlag::arrival_time);
}

TEST(Cursor, IsToldFromClaudeByWhatItsInitLacks) {
  EXPECT_EQ(Detector().add(kInit), "cursor");
  EXPECT_EQ(Detector().add(tool("started", "1", "")), "cursor");
  EXPECT_EQ(Detector().add(R"({"type":"system","subtype":"init","session_id":"s",)"
                           R"("apiKeySource":"none","tools":[]})"),
            "claude");
}

}  // namespace
}  // namespace trace::dialects
