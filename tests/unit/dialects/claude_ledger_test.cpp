#include "unit/dialects/claude_lines.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::CostSource;
using model::Level;

TEST(ClaudeTraps, OneMessageOnSeveralLinesIsOneCall) {
  const std::string usage = R"({"input_tokens":2,"cache_creation_input_tokens":5605,)"
                            R"("cache_read_input_tokens":2298,"output_tokens":5})";
  Feeding f("claude");
  f.line(kInit).line(assistant("m1", kText, usage)).line(assistant("m1", kText, usage));
  ASSERT_EQ(calls(f).size(), 1U);
  const auto r = calls(f).at("m1");
  EXPECT_EQ(r.tokens.input, 2);
  EXPECT_EQ(r.tokens.cache_write, 5605);
  EXPECT_EQ(r.tokens.cache_read, 2298);
  EXPECT_EQ(r.tokens.output, 5);
  EXPECT_EQ(r.provider, "anthropic");
  EXPECT_EQ(r.requested_at, base::UnixMicros{Feeding::kStart + 1'000'000});
  EXPECT_EQ(r.responded_at, base::UnixMicros{Feeding::kStart + 3'000'000});
  EXPECT_EQ(r.trace, f.events[0].trace);
}

TEST(ClaudeTraps, AssistantUsageIsASnapshotThatTheResultCompletes) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", kText, R"({"input_tokens":10,"output_tokens":5})"))
      .line(result(R"("total_cost_usd":0.1354875,"usage":{"input_tokens":10,"output_tokens":25})"));
  const auto rest = calls(f).at("s1/result/opus");
  EXPECT_EQ(rest.tokens.input, 0);
  EXPECT_EQ(rest.tokens.output, 20);
  EXPECT_EQ(rest.cost_nusd, 135'487'500);
  EXPECT_EQ(rest.cost_source, CostSource::reported);
  EXPECT_EQ(rest.responded_at, std::nullopt);
  EXPECT_EQ(calls(f).at("m1").cost_source, CostSource::contained);
}

TEST(ClaudeTraps, ModelUsageBeatsUsageAndCostsSumUpToTheTotal) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", kText, R"({"input_tokens":18,"output_tokens":7})"))
      .line(result(R"("total_cost_usd":0.247,"usage":{"input_tokens":18,"output_tokens":424},)"
                   R"("modelUsage":{"opus":{"inputTokens":38,"outputTokens":765,)"
                   R"("cacheReadInputTokens":28775,"cacheCreationInputTokens":31159,)"
                   R"("costUSD":0.228},"haiku":{"inputTokens":5,"outputTokens":1,)"
                   R"("costUSD":0.001}})"));
  EXPECT_EQ(sum(f, &model::Tokens::input), 43);
  EXPECT_EQ(sum(f, &model::Tokens::output), 766);
  EXPECT_EQ(sum(f, &model::Tokens::cache_read), 28775);
  EXPECT_EQ(sum(f, &model::Tokens::cache_write), 31159);
  EXPECT_EQ(cost(f), 247'000'000);
  EXPECT_EQ(calls(f).at("s1/result/haiku").cost_nusd, 1'000'000);
}

TEST(ClaudeTraps, ModelUsageMayBeInSnakeCase) {
  Feeding f("claude");
  f.line(kInit).line(result(R"("modelUsage":{"opus":{"input_tokens":130,"output_tokens":76}})"));
  EXPECT_EQ(sum(f, &model::Tokens::input), 130);
  EXPECT_EQ(sum(f, &model::Tokens::output), 76);
  EXPECT_EQ(calls(f).at("s1/result/opus").cost_source, CostSource::unknown);
}

TEST(ClaudeTraps, AModelThatIsCalledOtherwiseInTheTotalsIsNotCountedTwice) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", kText, R"({"input_tokens":120,"output_tokens":45})", "claude-opus-4"))
      .line(result(R"("modelUsage":{"opus":{"inputTokens":150,"outputTokens":70}})"));
  EXPECT_EQ(sum(f, &model::Tokens::input), 150);
  EXPECT_EQ(sum(f, &model::Tokens::output), 70);
}

TEST(ClaudeTraps, TotalsOfSeveralResultsRunOn) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", kText, R"({"input_tokens":10,"output_tokens":1})"))
      .line(result(R"("total_cost_usd":0.1,"modelUsage":{"opus":{"inputTokens":10,)"
                   R"("outputTokens":20,"costUSD":0.1}})"))
      .line(assistant("m2", kText, R"({"input_tokens":30,"output_tokens":1})"))
      .line(result(R"("total_cost_usd":0.4,"modelUsage":{"opus":{"inputTokens":40,)"
                   R"("outputTokens":60,"costUSD":0.4}})"))
      .end();
  EXPECT_EQ(sum(f, &model::Tokens::input), 40);
  EXPECT_EQ(sum(f, &model::Tokens::output), 60);
  EXPECT_EQ(cost(f), 400'000'000);
  EXPECT_EQ(last_change(f).duration_ms, 3000);
}

TEST(ClaudeTraps, AConversationResetBeginsTheTotalsAnew) {
  Feeding f("claude");
  const auto turn =
      result(R"("total_cost_usd":0.1,"modelUsage":{"opus":{"inputTokens":10,"outputTokens":20}})");
  f.line(kInit).line(turn).line(says("conversation_reset", R"("x":1)")).line(turn);
  EXPECT_EQ(sum(f, &model::Tokens::input), 20);
  EXPECT_EQ(sum(f, &model::Tokens::output), 40);
  EXPECT_EQ(cost(f), 200'000'000);
}

TEST(ClaudeTraps, SmallerTotalsBeginAnewToo) {
  Feeding f("claude");
  f.line(kInit)
      .line(result(R"("total_cost_usd":0.3,"modelUsage":{"opus":{"inputTokens":30}})"))
      .line(result(R"("total_cost_usd":0.1,"modelUsage":{"opus":{"inputTokens":10}})"));
  EXPECT_EQ(sum(f, &model::Tokens::input), 40);
  EXPECT_EQ(cost(f), 400'000'000);
}

TEST(ClaudeTraps, SubagentMessagesAreChildTracesThatCountInTheRunsTotals) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1",
                      R"({"type":"tool_use","id":"t1","name":"Task","input":)"
                      R"({"description":"Look","subagent_type":"explorer","prompt":"p"}})",
                      R"({"input_tokens":10,"output_tokens":10})"))
      .line(says("assistant", R"("parent_tool_use_id":"t1","message":{"id":"m2","model":"haiku",)"
                              R"("content":[],"usage":{"input_tokens":7,"output_tokens":3}})"))
      .line(says("user", R"("message":{"content":[{"type":"tool_result","tool_use_id":"t1"}]})"))
      .line(result(R"("usage":{"input_tokens":10,"output_tokens":12})"));
  const auto root = f.events[0].trace, child = calls(f).at("m2").trace;
  EXPECT_EQ(calls(f).at("m1").trace, root);
  EXPECT_NE(child, root);
  EXPECT_EQ(f.events[2].trace, child);
  EXPECT_EQ(f.events[3].trace, root);
  model::TraceChange seen;
  for (const auto& change : f.changes<model::TraceChange>()) {
    if (change.id != child) continue;
    if (!change.parent.empty()) seen.parent = change.parent;
    if (!change.title.empty()) seen.title = change.title;
    if (!change.metadata.empty()) seen.metadata = change.metadata;
    if (change.status) seen.status = change.status;
  }
  EXPECT_EQ(seen.parent, root);
  EXPECT_EQ(seen.title, "Look");
  EXPECT_EQ(seen.metadata, R"({"agent":"claude","subagent_type":"explorer","tool_use_id":"t1"})");
  EXPECT_EQ(seen.status, model::RunStatus::success);
  // The result's usage is of the main conversation alone.
  EXPECT_EQ(sum(f, &model::Tokens::output), 15);
}

TEST(ClaudeTraps, MessagesThatClaimMoreThanTheResultAreCutToIt) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", kText, R"({"input_tokens":2000,"output_tokens":50})"))
      .line(assistant("m2", kText, R"({"input_tokens":3000,"output_tokens":60})"))
      .line(assistant("m3", kText, R"({"input_tokens":3500,"output_tokens":70})"))
      .line(result(R"("total_cost_usd":0.1,"modelUsage":{"opus":{"inputTokens":4000,)"
                   R"("outputTokens":200,"cacheReadInputTokens":90,"costUSD":0.1}})"));
  EXPECT_EQ(calls(f).at("m1").tokens.input, 2000);
  EXPECT_EQ(calls(f).at("m2").tokens.input, 2000);
  EXPECT_EQ(calls(f).at("m3").tokens.input, 0);
  EXPECT_EQ(calls(f).at("m3").cost_source, CostSource::contained);
  EXPECT_EQ(sum(f, &model::Tokens::input), 4000);
  EXPECT_EQ(sum(f, &model::Tokens::output), 200);
  EXPECT_EQ(sum(f, &model::Tokens::cache_read), 90);
}

TEST(ClaudeTraps, AResultOfNothingCutsNothing) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", kText, R"({"input_tokens":20,"output_tokens":5})"))
      .line(result(R"("total_cost_usd":0,"usage":{"input_tokens":0,"output_tokens":0})"));
  EXPECT_EQ(calls(f).at("m1").tokens.input, 20);
}

TEST(ClaudeTraps, TotalsOfAnotherProcessOfTheSameSessionBeginAnew) {
  const auto turn = [](const std::string& id, int tokens) {
    return assistant(id, kText, R"({"input_tokens":)" + std::to_string(tokens) + "}");
  };
  const auto totals = [](int tokens) {
    return result(R"("total_cost_usd":0.)" + std::to_string(tokens) +
                  R"(,"modelUsage":{"opus":{"inputTokens":)" + std::to_string(tokens) + "}}");
  };
  Feeding f("claude");
  f.line(kInit).line(turn("m1", 30)).line(totals(30));
  f.line(kInit).line(turn("m2", 40)).line(totals(40));
  EXPECT_EQ(cost(f), 700'000'000);
  EXPECT_EQ(sum(f, &model::Tokens::input), 70);
}

TEST(ClaudeTraps, MessagesWithoutAnIdThatRepeatTheirUsageAreOneCall) {
  const auto message = [](const std::string& usage) {
    return R"({"type":"assistant","parent_tool_use_id":null,"message":{"content":[)" + kText +
           R"(],"usage":)" + usage + "}}";
  };
  const std::string user = R"({"type":"user","parent_tool_use_id":null,"message":{"content":"x"}})";
  const std::string usage = R"({"input_tokens":2,"output_tokens":5})";
  Feeding f("claude");
  f.line("[" + message(usage) + "," + message(usage) + "," + user + "," + message(usage) + "]");
  EXPECT_EQ(calls(f).size(), 2U);
  EXPECT_EQ(sum(f, &model::Tokens::output), 10);
  EXPECT_EQ(f.per_line[0], 4U);
  EXPECT_EQ(f.events[1].part, message(usage));
}

TEST(ClaudeTraps, AnErrorMayCallItselfASuccess) {
  Feeding f("claude");
  f.line(kInit)
      .line(says("result", R"("subtype":"success","is_error":true,"api_error_status":529,)"
                           R"("result":"API Error: 529 overloaded")"))
      .end();
  const auto end = last_change(f);
  EXPECT_EQ(end.status, model::RunStatus::error);
  EXPECT_EQ(end.error_code, "provider_unavailable");
  EXPECT_EQ(end.error_message, "API Error: 529 overloaded");
  EXPECT_EQ(end.retryable, true);
  EXPECT_EQ(f.events.back().level, Level::error);
}

TEST(ClaudeTraps, MessagesThatNoModelMadeAreNoCalls) {
  Feeding f("claude");
  f.line(kInit).line(assistant("m1", kText, R"({"input_tokens":0})", "<synthetic>"));
  EXPECT_TRUE(calls(f).empty());
}

}  // namespace
}  // namespace trace::dialects
