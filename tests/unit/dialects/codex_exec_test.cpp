#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

#include <map>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

const std::string kThread = R"({"type":"thread.started","thread_id":"th-1"})";
const std::string kTurn = R"({"type":"turn.started"})";

std::string done(int input, int cached, int output) {
  return R"({"type":"turn.completed","usage":{"input_tokens":)" + std::to_string(input) +
         R"(,"cached_input_tokens":)" + std::to_string(cached) + R"(,"output_tokens":)" +
         std::to_string(output) + "}}";
}

std::string item(const std::string& step, const std::string& members) {
  return R"({"type":"item.)" + step + R"(","item":{)" + members + "}}";
}

std::map<std::string, model::Request> calls(const Feeding& f) {
  std::map<std::string, model::Request> by_id;
  for (const auto& r : f.changes<model::Request>()) by_id[r.id] = r;
  return by_id;
}

model::TraceChange last_change(const Feeding& f) { return f.changes<model::TraceChange>().back(); }

std::vector<std::string> types(const Feeding& f) {
  std::vector<std::string> out;
  for (const auto& e : f.events) out.push_back(e.type);
  return out;
}

TEST(CodexExec, AThreadIsATraceAndATurnIsARequest) {
  Feeding f("codex"), again("codex");
  f.line(kThread).line(kTurn).line(done(100, 40, 7)).end();
  const auto r = calls(f).at("th-1/turn/0");
  EXPECT_EQ(r.tokens.input, 60);
  EXPECT_EQ(r.tokens.cache_read, 40);
  EXPECT_EQ(r.tokens.cache_write, std::nullopt);
  EXPECT_EQ(r.tokens.output, 7);
  EXPECT_EQ(r.model, "unknown");
  EXPECT_EQ(r.provider, "openai");
  EXPECT_EQ(r.cost_nusd, std::nullopt);
  EXPECT_EQ(r.requested_at, base::UnixMicros{Feeding::kStart + 2'000'000});
  EXPECT_EQ(r.responded_at, base::UnixMicros{Feeding::kStart + 3'000'000});
  EXPECT_EQ(types(f), (std::vector<std::string>{"init", "system.turn_started", "result"}));
  EXPECT_EQ(last_change(f).status, RunStatus::success);
  EXPECT_EQ(f.events[0].trace, again.line(kThread).events[0].trace);
  EXPECT_EQ(f.changes<model::TraceChange>()[0].session_id, "th-1");
}

TEST(CodexExecTraps, UsageIsTheThreadsTotalSoTheDifferenceIsTheTurns) {
  Feeding f("codex");
  f.line(kThread).line(kTurn).line(done(18'000, 10'000, 584));
  f.line(kThread).line(kTurn).line(done(40'000, 22'000, 559 + 584));
  EXPECT_EQ(calls(f).at("th-1/turn/0").tokens.input, 8'000);
  EXPECT_EQ(calls(f).at("th-1/turn/1").tokens.input, 10'000);
  EXPECT_EQ(calls(f).at("th-1/turn/1").tokens.cache_read, 12'000);
  EXPECT_EQ(calls(f).at("th-1/turn/1").tokens.output, 559);
}

TEST(CodexExecTraps, ASmallerTotalIsANewCounter) {
  Feeding f("codex");
  f.line(kThread).line(kTurn).line(done(1000, 0, 10)).line(kTurn).line(done(200, 50, 3));
  EXPECT_EQ(calls(f).at("th-1/turn/1").tokens.input, 150);
  EXPECT_EQ(calls(f).at("th-1/turn/1").tokens.output, 3);
}

TEST(CodexExecTraps, TheNextProcessOfAThreadReplacesItsFirstTotal) {
  Feeding first("codex"), resumed("codex");
  first.line(kThread).line(kTurn).line(done(100, 0, 5));
  resumed.line(kThread).line(kTurn).line(done(300, 0, 9));
  // One row, whose fuller report stays: the sum is the thread's total.
  EXPECT_EQ(calls(first).begin()->first, calls(resumed).begin()->first);
}

TEST(CodexExecTraps, WarningsDoNotFailARun) {
  Feeding f("codex");
  f.line(kThread).line(kTurn);
  f.line(item("completed", R"("id":"item_0","type":"error","message":"model rerouted")"));
  f.line(R"({"type":"error","message":"Reconnecting... 1/5"})").line(done(1, 0, 1)).end();
  EXPECT_EQ(f.events[2].type, "error");
  EXPECT_EQ(f.events[2].level, Level::warn);
  EXPECT_EQ(f.events[3].type, "retry");
  EXPECT_EQ(last_change(f).status, RunStatus::success);
}

TEST(CodexExecTraps, AnErrorAndTheFailedTurnAreOneFailure) {
  Feeding f("codex");
  f.line(kThread).line(kTurn);
  f.line(R"({"type":"error","message":"rate limit reached"})");
  f.line(R"({"type":"turn.failed","error":{"message":"rate limit reached","status":429}})");
  f.line(R"({"type":"error","message":"exited"})").end();
  ASSERT_EQ(calls(f).size(), 1U);
  const auto r = calls(f).at("th-1/turn/0");
  EXPECT_EQ(r.status, model::RequestStatus::error);
  EXPECT_EQ(r.status_code, 429);
  EXPECT_EQ(last_change(f).status, RunStatus::error);
  EXPECT_EQ(last_change(f).error_code, "rate_limited");
  EXPECT_EQ(last_change(f).error_message, "rate limit reached");
}

TEST(CodexExecTraps, StartAndEndOfAnItemAreOneToolCall) {
  const std::string command = R"("id":"item_1","type":"command_execution","command":"ls",)";
  Feeding f("codex");
  f.line(kThread).line(kTurn);
  f.line(item("started", command + R"("status":"in_progress")"));
  f.line(item("completed", command + R"("exit_code":1,"status":"failed")"));
  EXPECT_EQ(f.events[2].type, "tool_call");
  EXPECT_EQ(f.events[3].type, "tool_result");
  EXPECT_EQ(f.events[3].tool, "command_execution");
  EXPECT_EQ(f.events[3].level, Level::error);
  EXPECT_EQ(f.events[3].duration_ms, 1000);
  EXPECT_EQ(f.events[2].key, f.events[3].key);
}

TEST(CodexExecTraps, IdsOfItemsBeginAnewInEveryProcess) {
  const auto started = item("started", R"("id":"item_0","type":"web_search","query":"q")");
  Feeding f("codex");
  f.line(kThread).line(kTurn).line(started).line(kThread).line(kTurn).line(started);
  EXPECT_NE(f.events[2].key, f.events[5].key);
  EXPECT_EQ(f.events[2].trace, f.events[5].trace);
}

TEST(CodexExec, AToolThatOnlyEndsIsCalledAndAnsweredByOneLine) {
  const std::string change = R"("id":"item_3","type":"file_change","status":"completed")";
  Feeding f("codex");
  f.line(kThread).line(item("completed", change));
  ASSERT_EQ(f.per_line[1], 2U);
  EXPECT_EQ(f.events[1].type, "tool_call");
  EXPECT_EQ(f.events[2].type, "tool_result");
  EXPECT_EQ(f.events[2].tool, "file_change");
  EXPECT_EQ(f.events[2].part, "{" + change + "}");
  EXPECT_EQ(f.events[2].duration_ms, std::nullopt);
}

TEST(CodexExec, ADeclinedCommandIsARefusedPermission) {
  const std::string command = R"("id":"c","type":"command_execution",)";
  Feeding f("codex");
  f.line(kThread).line(item("started", command + R"("status":"in_progress")"));
  f.line(item("completed", command + R"("status":"declined")"));
  EXPECT_EQ(f.events[2].type, "tool_result");
  EXPECT_EQ(f.events[3].type, "permission_denied");
  EXPECT_EQ(f.events[3].level, Level::warn);
  EXPECT_EQ(f.events[3].tool, "command_execution");
}

TEST(CodexExec, ToolsOfServersAreNamedAfterBoth) {
  Feeding f("codex");
  f.line(kThread).line(item(
      "started", R"("id":"m","type":"mcp_tool_call","server":"hub","tool":"find","status":"x")"));
  EXPECT_EQ(f.events[1].tool, "hub.find");
}

TEST(CodexExec, TheLastMessageIsTheAnswerUnlessItIsACommentOnTheWay) {
  const auto says = [](const std::string& text, const std::string& phase) {
    return item("completed", R"("id":"i","type":"agent_message","phase":")" + phase +
                                 R"(","text":")" + text + "\"");
  };
  Feeding f("codex");
  f.line(kThread).line(kTurn).line(says("looking", "commentary"));
  f.line(says("done", "final_answer")).line(says("bye", "commentary")).line(done(1, 0, 1)).end();
  EXPECT_EQ(last_change(f).result, "\"done\"");
}

TEST(CodexExec, AnInterruptedTurnIsAbandonedForTheTimeBeing) {
  Feeding f("codex"), failed("codex");
  f.line(kThread).line(kTurn).end();
  EXPECT_EQ(last_change(f).status, RunStatus::abandoned);
  EXPECT_EQ(last_change(f).ending, model::Ending::provisional);
  failed.line(kThread).line(kTurn).line(R"({"type":"error","message":"boom"})").end();
  EXPECT_EQ(last_change(failed).status, RunStatus::error);
}

TEST(CodexExec, TheEarlyDialectIsReadToo) {
  Feeding f("codex");
  f.line(R"({"type":"session.created","session_id":"s-9"})");
  f.line(item("completed", R"("id":"itm_0","type":"assistant_message","text":"hi")"));
  f.line(done(5, 0, 1)).end();
  EXPECT_EQ(types(f), (std::vector<std::string>{"init", "assistant", "result"}));
  EXPECT_EQ(calls(f).at("s-9/turn/0").tokens.input, 5);
  EXPECT_EQ(last_change(f).result, "\"hi\"");
}

TEST(CodexExec, UsageMayStandInLinesWithinTheTurn) {
  Feeding f("codex");
  f.line(kThread).line(R"({"type":"turn.started","turn_id":"t7"})");
  f.line(R"({"type":"thread/tokenUsage/updated","usage":{"input_tokens":180,)"
         R"("cached_input_tokens":20,"output_tokens":0}})");
  f.line(
      R"({"type":"turn/compaction/completed","compaction":{"usage_delta":{"input_tokens":-9}}})");
  f.line(R"({"type":"thread/tokenUsage/updated","delta":{"output_tokens":20}})");
  f.line(R"({"type":"turn.completed","turn_id":"t7","final_response":{"text":"ok"}})").end();
  const auto r = calls(f).at("th-1/turn/t7");
  EXPECT_EQ(r.tokens.input, 160);
  EXPECT_EQ(r.tokens.cache_read, 20);
  EXPECT_EQ(r.tokens.output, 20);
  EXPECT_EQ(f.events[2].type, "usage");
  EXPECT_EQ(f.events[3].type, "compaction");
  EXPECT_EQ(last_change(f).result, "\"ok\"");
}

TEST(CodexExec, ATurnMayTellItsTimes) {
  Feeding f("codex");
  f.line(R"({"type":"turn.completed","thread_id":"t","turn_id":"u","started_at":1783123200,)"
         R"("completed_at":1783123260,"duration_ms":60000,"time_to_first_token_ms":850,)"
         R"("usage":{"input_tokens":10,"cached_input_tokens":0,"output_tokens":2,)"
         R"("reasoning_output_tokens":1}})");
  const auto r = calls(f).at("t/turn/u");
  EXPECT_EQ(r.requested_at, base::UnixMicros{1'783'123'200'000'000});
  EXPECT_EQ(r.responded_at, base::UnixMicros{1'783'123'260'000'000});
  EXPECT_EQ(r.duration_ms, 60'000);
  EXPECT_EQ(r.ttft_ms, 850);
  EXPECT_EQ(r.tokens.reasoning, 1);
}

TEST(CodexExec, CommentsAndWordsAroundTheLinesStay) {
  Feeding f("codex");
  f.line("# captured").line(kThread).line("warning: slow").line(done(1, 0, 1));
  EXPECT_EQ(types(f), (std::vector<std::string>{"comment", "init", "text", "result"}));
  EXPECT_EQ(f.misunderstood, 1U);
  EXPECT_EQ(f.events[0].trace, f.events[3].trace);
}

TEST(CodexExec, LinesBeforeTheThreadBelongToItsTrace) {
  Feeding f("codex"), plain("codex");
  f.foresee("# captured").foresee(kThread).line("# captured").line(kThread);
  EXPECT_EQ(f.events[0].trace, plain.line(kThread).events[0].trace);
  EXPECT_EQ(f.events[1].trace, f.events[0].trace);
}

TEST(CodexExec, TwoThreadsAreTwoTraces) {
  Feeding f("codex");
  f.line(kThread).line(kTurn).line(done(1, 0, 1));
  f.line(R"({"type":"thread.started","thread_id":"th-2"})").line(kTurn).line(done(2, 0, 1)).end();
  EXPECT_NE(f.events.front().trace, f.events.back().trace);
  EXPECT_EQ(calls(f).at("th-2/turn/0").tokens.input, 2);
  std::size_t ends = 0;
  for (const auto& change : f.changes<model::TraceChange>())
    ends += change.status == RunStatus::success ? 1 : 0;
  EXPECT_EQ(ends, 2U);
}

TEST(CodexExec, AnImportedStreamHasNoDurations) {
  ingest::DialectContext stored{"", "fresh"};
  stored.is_live = false;
  Feeding f("codex", stored);
  f.line(kThread).line(kTurn).line(item("started", R"("id":"a","type":"web_search")"));
  f.line(item("completed", R"("id":"a","type":"web_search")")).line(done(1, 0, 1));
  EXPECT_EQ(f.events[3].duration_ms, std::nullopt);
  EXPECT_EQ(calls(f).at("th-1/turn/0").responded_at, std::nullopt);
}

TEST(CodexExec, UnknownLinesAreKept) {
  Feeding f("codex");
  f.line(kThread).line(R"({"type":"from.the.future","x":1})");
  f.line(item("completed", R"("id":"i","type":"future_item")"));
  EXPECT_EQ(f.events[1].type, "raw");
  EXPECT_EQ(f.events[2].type, "raw");
  EXPECT_EQ(f.misunderstood, 0U);
}

}  // namespace
}  // namespace trace::dialects
