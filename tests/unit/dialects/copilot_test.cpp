#include "unit/dialects/facts.h"

#include "dialects/detector.h"
#include "dialects/run_trace.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

std::string event(const std::string& type, const std::string& second, const std::string& data) {
  return R"({"type":")" + type + R"(","id":"e)" + second + type + R"(","parentId":null,)" +
         R"("timestamp":"2025-11-20T03:00:)" + second + R"(Z","data":{)" + data + "}}";
}

const std::string kStart = event(
    "session.start", "00",
    R"("sessionId":"s1","copilotVersion":"0.9","selectedModel":"gpt-5","context":{"cwd":"/w"})");

std::string usage(const std::string& second, const std::string& more = "") {
  return event("session.usage_record", second,
               R"("usage":{"model":"sonnet","inputTokens":25213,"outputTokens":915,)"
               R"("cacheReadTokens":17836,"cacheWriteTokens":7373,"reasoningTokens":21,"cost":1,)"
               R"("duration":2000,"timeToFirstTokenMs":300})" +
                   more);
}

const std::string kMetrics =
    R"("shutdownType":"routine","modelMetrics":{"sonnet":{"requests":{"count":2,"cost":1},)"
    R"("usage":{"inputTokens":100,"outputTokens":10,"cacheReadTokens":60,"cacheWriteTokens":0}}})";

TEST(CopilotCli, ASessionHasPromptToolsAndAnAnswer) {
  Feeding f("copilot");
  f.line(kStart)
      .line(event("user.message", "01", R"("content":"fix it")"))
      .line(event("assistant.message", "03",
                  R"("messageId":"m1","content":"done","reasoningText":"hm","toolRequests":[])"))
      .line(event("tool.execution_start", "04", R"("toolCallId":"t1","toolName":"bash")"))
      .line(event("tool.execution_complete", "07",
                  R"("toolCallId":"t1","success":false,"error":{"message":"no"})"))
      .line(event("session.shutdown", "09", R"("shutdownType":"routine")"))
      .end();
  EXPECT_EQ(types_of(f),
            (Types{"init", "user", "assistant", "thinking", "tool_call", "tool_result", "result"}));
  EXPECT_EQ(f.events[5].tool, "bash");
  EXPECT_EQ(f.events[5].duration_ms, 3000);
  EXPECT_EQ(f.events[5].level, Level::error);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "fix it");
  EXPECT_EQ(run.cwd, "/w");
  EXPECT_EQ(run.model, "gpt-5");
  EXPECT_EQ(run.result, R"("done")");
  EXPECT_EQ(run.status, RunStatus::success);
}

TEST(CopilotCli, InputIncludesTheCacheAndCostIsNotMoney) {
  Feeding f("copilot");
  f.line(kStart).line(usage("05"));
  EXPECT_EQ(sums_of(f), (Sums{4, 17836, 7373, 915}));
  const auto call = requests_of(f).begin()->second;
  EXPECT_EQ(call.cost_nusd, std::nullopt);
  EXPECT_EQ(call.duration_ms, 2000);
  EXPECT_EQ(call.ttft_ms, 300);
  EXPECT_EQ(call.model, "sonnet");
}

TEST(CopilotCli, TotalsOfTheEndCountOnlyWhereNoRecordDid) {
  Feeding records("copilot"), totals("copilot"), resumed("copilot");
  records.line(kStart).line(usage("05")).line(event("session.shutdown", "09", kMetrics));
  EXPECT_EQ(sums_of(records), (Sums{4, 17836, 7373, 915}));
  totals.line(kStart).line(event("session.shutdown", "09", kMetrics));
  EXPECT_EQ(sums_of(totals), (Sums{40, 60, 0, 10}));
  resumed.line(kStart)
      .line(usage("05"))
      .line(event("session.shutdown", "09", kMetrics))
      .line(event("session.resume", "20", ""))
      .line(event("session.shutdown", "29", kMetrics))
      .end();
  EXPECT_EQ(sums_of(resumed), (Sums{44, 17896, 7373, 925}));
  EXPECT_EQ(trace_of_run(resumed).status, RunStatus::success);
}

TEST(CopilotCli, WhatASubAgentDoesIsATraceBelow) {
  const std::string parent = R"(,"parentToolCallId":"t1")";
  Feeding f("copilot");
  f.line(kStart)
      .line(event("subagent.started", "02", R"("toolCallId":"t1","agentName":"explore")"))
      .line(event("user.message", "03", R"("content":"look","source":"agent-1")" + parent))
      .line(usage("05", parent))
      .line(event("assistant.message", "06", R"("content":"found")" + parent))
      .line(event("subagent.completed", "07", R"("toolCallId":"t1")"))
      .end();
  const auto child = trace_id_of("copilot", "s1/t1");
  EXPECT_EQ(f.events[2].trace, child);
  EXPECT_EQ(f.events[5].trace, trace_of_run(f).id);
  EXPECT_EQ(requests_of(f).begin()->second.trace, child);
  model::TraceChange below;
  for (const auto& c : f.changes<model::TraceChange>()) {
    if (c.id != child) continue;
    if (!c.parent.empty()) below.parent = c.parent;
    if (!c.title.empty()) below.title = c.title;
    if (c.status) below.status = c.status;
  }
  EXPECT_EQ(below.parent, trace_of_run(f).id);
  EXPECT_EQ(below.title, "explore");
  EXPECT_EQ(below.status, RunStatus::success);
  EXPECT_EQ(trace_of_run(f).title, "");   // nobody asked the session
  EXPECT_EQ(trace_of_run(f).result, "");  // nor did it answer
}

TEST(CopilotCli, ARefusedToolIsADenialAndUnknownKindsKeepTheirNames) {
  Feeding f("copilot");
  f.line(kStart)
      .line(event("tool.execution_complete", "04",
                  R"("toolCallId":"t1","success":false,"error":{"code":"denied"})"))
      .line(event("session.new_thing", "05", R"("x":1)"));
  EXPECT_EQ(f.events[1].type, "permission_denied");
  EXPECT_EQ(f.events[2].type, "session.new_thing");
}

constexpr char kChat[] = R"({"version":3,"responderUsername":"GitHub Copilot","sessionId":"s9",
"creationDate":1763607600000,"lastMessageDate":1763607610000,"customTitle":"A chat","requests":[
{"requestId":"r1","message":{"text":"why"},"modelId":"haiku","timestamp":1763607601000,
"response":[{"value":"because"}],"result":{"timings":{"firstProgress":700,"totalElapsed":4000},
"metadata":{"toolCallRounds":[{"id":"round-0000-0000-1","response":"let me see","toolCalls":[
{"id":"c1","name":"grep","arguments":"{}"}]},{"id":"round-0000-0000-2","response":"because",
"toolCalls":[]}],"toolCallResults":{"c1":{"content":[{"value":"x"}]}}}}},
{"requestId":"r2","message":{"text":"and?"},"modelId":"haiku","timestamp":1763607605000,
"isCanceled":true,"responseId":"response-0000-0001","response":[{"value":"well"},
{"kind":"toolInvocationSerialized","toolId":"read","toolCallId":"c2"}],
"result":{"errorDetails":{"message":"Canceled"}}}]})";

TEST(VscodeChat, RoundsAreCallsWithToolsAndTheirResults) {
  Feeding f("copilot");
  f.line(kChat).end();
  EXPECT_EQ(types_of(f), (Types{"session", "user", "assistant", "tool_call", "tool_result",
                                "assistant", "user", "assistant", "tool_call", "error"}));
  EXPECT_EQ(f.events[4].tool, "grep");
  EXPECT_EQ(f.events[8].tool, "read");
  const auto calls = requests_of(f);
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls.at("round-0000-0000-1").ttft_ms, 700);
  EXPECT_EQ(calls.at("round-0000-0000-2").ttft_ms, std::nullopt);
  EXPECT_EQ(calls.at("response-0000-0001").status, model::RequestStatus::error);
  EXPECT_EQ(calls.at("round-0000-0000-1").tokens.input, std::nullopt);
  const auto run = trace_of_run(f);
  EXPECT_EQ(run.title, "A chat");
  EXPECT_EQ(run.model, "haiku");
  EXPECT_EQ(run.started_at->v, 1'763'607'600'000'000);
  EXPECT_EQ(run.ended_at->v, 1'763'607'610'000'000);
  EXPECT_EQ(run.result, R"("well")");
}

TEST(Copilot, IsToldByItsEventsOrByTheChat) {
  EXPECT_EQ(Detector().add(kStart), "copilot");
  EXPECT_EQ(Detector().add(kChat), "copilot");
  Detector middle;
  middle.add(usage("01"));
  EXPECT_EQ(middle.decide(), "copilot");
  EXPECT_EQ(Detector().add(R"({"requests":[]})"), std::nullopt);
}

std::string thread(const std::string& model, const std::string& ledger) {
  return R"({"id":"T-1","created":1763607600000,"title":"Do it","messages":[)"
         R"({"role":"user","messageId":0,"content":[{"type":"text","text":"go"}]},)"
         R"({"role":"assistant","messageId":1,"content":[{"type":"tool_use","id":"c","name":"Bash"},)"
         R"({"type":"text","text":"ok"}],"usage":{"model":")" +
         model +
         R"(","inputTokens":10,"outputTokens":178,"cacheCreationInputTokens":986,)"
         R"("cacheReadInputTokens":11372,"timestamp":"2025-11-20T03:00:09Z"}},)"
         R"({"role":"user","content":[{"type":"tool_result","toolUseID":"c","run":{"status":"error"}}]}])" +
         ledger + "}";
}

TEST(Amp, MessagesCountWhereThereIsNoLedger) {
  Feeding f("amp");
  f.line(thread("haiku", "")).end();
  EXPECT_EQ(sums_of(f), (Sums{10, 11372, 986, 178}));
  EXPECT_EQ(types_of(f), (Types{"session", "user", "tool_call", "assistant", "tool_result"}));
  EXPECT_EQ(f.events[4].tool, "Bash");
  EXPECT_EQ(f.events[4].level, Level::error);
  EXPECT_EQ(trace_of_run(f).title, "Do it");
  EXPECT_EQ(trace_of_run(f).model, "haiku");
  EXPECT_EQ(trace_of_run(f).result, R"("ok")");
}

TEST(Amp, TheLedgerAndTheMessagesAreNeverBothCounted) {
  const std::string ledger =
      R"(,"usageLedger":{"events":[{"id":"u1","timestamp":"2025-11-20T03:00:09Z","model":"haiku",)"
      R"("toMessageId":1,"tokens":{"input":10,"output":178}}]})";
  Feeding f("amp");
  f.line(thread("haiku", ledger));
  EXPECT_EQ(sums_of(f), (Sums{10, 11372, 986, 178}));
  EXPECT_EQ(requests_of(f).size(), 1U);
}

TEST(Amp, CacheWritesOfOpenaisModelsAreFreshInput) {
  EXPECT_EQ(sums_of(Feeding("amp").line(thread("gpt-5", ""))), (Sums{996, 11372, 0, 178}));
}

TEST(Amp, IsToldByItsThreads) { EXPECT_EQ(Detector().add(thread("m", "")), "amp"); }

}  // namespace
}  // namespace trace::dialects
