#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

#include <map>

namespace trace::dialects {
namespace {

using model::CostSource;
using model::EventFlag;
using model::Level;

constexpr char kInit[] =
    R"({"type":"system","subtype":"init","session_id":"s1","model":"opus","cwd":"/w",)"
    R"("claude_code_version":"2.1.7","permissionMode":"plan","uuid":"u1"})";

// A line of session s1 with more members.
std::string says(const std::string& type, const std::string& members) {
  return R"({"type":")" + type + R"(","session_id":"s1",)" + members + "}";
}

std::string assistant(const std::string& id, const std::string& blocks, const std::string& usage,
                      const std::string& model = "opus") {
  return says("assistant", R"("message":{"id":")" + id + R"(","model":")" + model +
                               R"(","content":[)" + blocks + R"(],"usage":)" + usage + "}");
}

std::string result(const std::string& members) {
  return says("result", R"("subtype":"success","is_error":false,"duration_ms":1500,)" + members);
}

const std::string kText = R"({"type":"text","text":"hi"})";

// The last report of each call, as the store keeps the fullest one.
std::map<std::string, model::Request> calls(const Feeding& f) {
  std::map<std::string, model::Request> by_id;
  for (const auto& r : f.changes<model::Request>()) by_id[r.id] = r;
  return by_id;
}

std::int64_t sum(const Feeding& f, std::optional<std::int64_t> model::Tokens::*counter) {
  std::int64_t total = 0;
  for (const auto& [id, r] : calls(f)) total += (r.tokens.*counter).value_or(0);
  return total;
}

std::int64_t cost(const Feeding& f) {
  std::int64_t total = 0;
  for (const auto& [id, r] : calls(f)) total += r.cost_nusd.value_or(0);
  return total;
}

model::TraceChange last_change(const Feeding& f) { return f.changes<model::TraceChange>().back(); }

TEST(Claude, InitOpensATraceWhoseIdFollowsFromTheSession) {
  Feeding a("claude"), b("claude"), given("claude", {"mine", "fresh"});
  const auto changes = a.line(kInit).changes<model::TraceChange>();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].status, model::RunStatus::running);
  EXPECT_EQ(changes[0].id.size(), 36U);
  EXPECT_EQ(changes[0].id, b.line(kInit).changes<model::TraceChange>()[0].id);
  EXPECT_EQ(changes[1].session_id, "s1");
  EXPECT_EQ(changes[1].model, "opus");
  EXPECT_EQ(changes[1].cwd, "/w");
  EXPECT_EQ(changes[1].metadata,
            R"({"agent":"claude","version":"2.1.7","permission_mode":"plan"})");
  EXPECT_EQ(a.events[0].type, "init");
  EXPECT_EQ(a.events[0].source_id, "u1");
  EXPECT_EQ(a.events[0].trace, changes[0].id);
  EXPECT_EQ(given.line(kInit).events[0].trace, "mine");
}

TEST(Claude, TheFirstPromptIsTheTitleInOneLineOfEightyCharacters) {
  Feeding f("claude");
  f.line(kInit)
      .line(says("user", R"("message":{"content":[{"type":"tool_result","tool_use_id":"t"}]})"))
      .line(says("user", R"("message":{"content":"Fix\n  the )" + std::string(100, 'x') + R"("})"))
      .line(says("user", R"("message":{"content":"second"})"));
  std::vector<std::string> titles;
  for (const auto& change : f.changes<model::TraceChange>())
    if (!change.title.empty()) titles.push_back(change.title);
  EXPECT_EQ(titles, std::vector<std::string>{"Fix the " + std::string(72, 'x')});
}

TEST(Claude, WordsBesideAToolResultAreNoPrompt) {
  Feeding f("claude");
  f.line(kInit).line(says("user", R"("message":{"content":[{"type":"text","text":"made up"},)"
                                  R"({"type":"tool_result","tool_use_id":"t"}]})"));
  EXPECT_EQ(last_change(f).title, "");
}

TEST(Claude, TitlesAreCutBetweenCharacters) {
  std::string prompt;
  for (int i = 0; i < 90; ++i) prompt += "日";
  Feeding f("claude");
  f.line(kInit).line(says("user", R"("message":{"content":")" + prompt + R"("})"));
  EXPECT_EQ(last_change(f).title, prompt.substr(0, 240));
}

TEST(Claude, EachFurtherBlockIsADerivedEvent) {
  Feeding f("claude");
  f.line(kInit).line(assistant("m1",
                               R"({"type":"thinking","thinking":"t"},)" + kText +
                                   R"(,{"type":"tool_use","id":"t1","name":"Bash","input":{}})",
                               "{}"));
  ASSERT_EQ(f.per_line[1], 3U);
  EXPECT_EQ(f.events[1].type, "thinking");
  EXPECT_EQ(f.events[1].part, "");
  EXPECT_EQ(f.events[1].key, "m1");
  EXPECT_EQ(f.events[2].type, "assistant");
  EXPECT_EQ(f.events[2].part, kText);
  EXPECT_EQ(f.events[3].type, "tool_call");
  EXPECT_EQ(f.events[3].tool, "Bash");
  EXPECT_EQ(f.events[3].key, "t1");
}

TEST(Claude, AToolResultKnowsItsCall) {
  Feeding f("claude");
  f.line(kInit)
      .line(assistant("m1", R"({"type":"tool_use","id":"t1","name":"Bash","input":{}})", "{}"))
      .line(says("user", R"("message":{"content":[{"type":"tool_result","tool_use_id":"t1",)"
                         R"("is_error":true,"content":"no"}]})"));
  const auto& e = f.events.back();
  EXPECT_EQ(e.type, "tool_result");
  EXPECT_EQ(e.key, "t1");
  EXPECT_EQ(e.tool, "Bash");
  EXPECT_EQ(e.duration_ms, 1000);
  EXPECT_EQ(e.level, Level::error);
}

TEST(Claude, OtherLinesHaveTypesOfTheirOwn) {
  Feeding f("claude");
  f.line(kInit)
      .line(says("system", R"("subtype":"compact_boundary")"))
      .line(says("system", R"("subtype":"hook_started")"))
      .line(says("stream_event", R"("event":{"type":"ping"})"))
      .line(says("rate_limit_event", R"("rate_limit_info":{"status":"rejected"})"))
      .line(says("control_request", R"("request":{})"))
      .line(says("user", R"("message":{"content":"x"})"))
      .line(says("new_in_some_release", R"("x":1)"));
  std::vector<std::string> types;
  for (const auto& e : f.events) types.push_back(e.type);
  EXPECT_EQ(types, (std::vector<std::string>{"init", "compaction", "system.hook_started", "stream",
                                             "rate_limit", "control", "user", "raw"}));
  EXPECT_EQ(f.events[4].level, Level::error);
  EXPECT_EQ(f.misunderstood, 0U);
}

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
    return result(R"("modelUsage":{"opus":{"inputTokens":)" + std::to_string(tokens) + "}}");
  };
  Feeding f("claude");
  f.line(kInit).line(turn("m1", 30)).line(totals(30));
  f.line(kInit).line(turn("m2", 40)).line(totals(40));
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

TEST(Claude, OneObjectOrArrayOfOutputFormatJsonIsARun) {
  Feeding object("claude"), array("claude");
  const auto end = result(R"("result":"42","total_cost_usd":0.5,"usage":{"input_tokens":9})");
  object.line(end).end();
  EXPECT_EQ(last_change(object).status, model::RunStatus::success);
  EXPECT_EQ(last_change(object).result, "\"42\"");
  EXPECT_EQ(sum(object, &model::Tokens::input), 9);
  array.line(std::string("[") + kInit + "," + end + "]").end();
  EXPECT_EQ(array.events[0].type, "init");
  EXPECT_EQ(array.events[0].part, kInit);
  EXPECT_EQ(array.events[1].type, "result");
  EXPECT_EQ(array.events[0].trace, array.events[1].trace);
  EXPECT_EQ(last_change(array).result, "\"42\"");
}

TEST(Claude, CallsThatFailAreRequestsOfTheirOwn) {
  Feeding f("claude");
  f.line(kInit)
      .line(says("system", R"("subtype":"api_retry","uuid":"u1","error":"overloaded",)"
                           R"("error_status":529)"))
      .line(says("assistant", R"("uuid":"u2","error":"rate_limit","message":{"id":"x",)"
                              R"("model":"<synthetic>","content":[{"type":"text","text":"no"}]})"));
  ASSERT_EQ(calls(f).size(), 2U);
  EXPECT_EQ(calls(f).at("u1").status, model::RequestStatus::error);
  EXPECT_EQ(calls(f).at("u1").status_code, 529);
  EXPECT_EQ(calls(f).at("u2").error_message, "no");
  EXPECT_EQ(f.events[1].type, "retry");
  EXPECT_EQ(f.events[2].level, Level::error);
}

TEST(Claude, WhatIsKnownOfACallBesidesItsTokensIsKept) {
  Feeding f("claude");
  f.line(kInit).line(says("assistant", R"("requestId":"r1","message":{"id":"m1","model":"opus",)"
                                       R"("stop_reason":"tool_use","content":[],"usage":{}})"));
  EXPECT_EQ(calls(f).at("m1").metadata, R"({"request_id":"r1","stop_reason":"tool_use"})");
}

TEST(Claude, AnImportedStreamHasNoDurationsAndNoCutEnd) {
  ingest::DialectContext stored{"", "fresh"};
  stored.is_live = false;
  Feeding f("claude", stored);
  f.line(kInit)
      .line(assistant("m1", R"({"type":"tool_use","id":"t1","name":"Bash"})", "{}"))
      .line(says("user", R"("message":{"content":[{"type":"tool_result","tool_use_id":"t1"}]})"))
      .end();
  EXPECT_EQ(f.events[2].tool, "Bash");
  EXPECT_EQ(f.events[2].duration_ms, std::nullopt);
  EXPECT_EQ(calls(f).at("m1").responded_at, std::nullopt);
  EXPECT_EQ(last_change(f).status, model::RunStatus::success);
  EXPECT_EQ(last_change(f).ending, model::Ending::provisional);
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

TEST(Claude, StreamEventsRefineACall) {
  const auto event = [](const std::string& e) { return says("stream_event", R"("event":)" + e); };
  Feeding f("claude");
  f.line(kInit)
      .line(event(R"({"type":"message_start","message":{"id":"m1","model":"opus",)"
                  R"("usage":{"input_tokens":9,"output_tokens":1}}})"))
      .line(event(R"({"type":"content_block_delta","delta":{}})"))
      .line(event(R"({"type":"content_block_delta","delta":{}})"))
      .line(assistant("m1", kText, R"({"input_tokens":9,"output_tokens":1})"))
      .line(event(R"({"type":"message_delta","usage":{"output_tokens":50}})"))
      .line(event(R"({"type":"message_delta","usage":{"output_tokens":77}})"));
  const auto r = calls(f).at("m1");
  EXPECT_EQ(r.tokens.input, 9);
  EXPECT_EQ(r.tokens.output, 77);
  EXPECT_EQ(r.ttft_ms, 2000);
  EXPECT_EQ(r.stream, true);
}

TEST(Claude, CacheWritesForAnHourAreKnown) {
  Feeding f("claude");
  f.line(kInit).line(assistant(
      "m1", kText,
      R"({"input_tokens":1,"cache_creation_input_tokens":30,)"
      R"("cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}})"));
  EXPECT_EQ(calls(f).at("m1").tokens.cache_write, 30);
  EXPECT_EQ(calls(f).at("m1").tokens.cache_write_1h, 20);
  EXPECT_EQ(calls(f).at("m1").tokens.output, std::nullopt);
}

TEST(Claude, TheResultEndsTheTraceWhenTheInputEnds) {
  Feeding f("claude");
  f.line(kInit).line(result(R"("num_turns":2,"duration_api_ms":900,"total_cost_usd":0.10)"));
  EXPECT_EQ(f.changes<model::TraceChange>().size(), 2U);
  f.end();
  const auto end = last_change(f);
  EXPECT_EQ(end.status, model::RunStatus::success);
  EXPECT_EQ(end.ending, model::Ending::reported);
  EXPECT_EQ(end.duration_ms, 1500);
  EXPECT_EQ(end.stats,
            R"({"num_turns":2,"duration_api_ms":900,"total_cost_usd":0.10,"subtype":"success"})");
}

TEST(Claude, WithoutAResultTheTraceIsAbandonedForTheTimeBeing) {
  Feeding f("claude"), more("claude");
  f.line(kInit).end();
  EXPECT_EQ(last_change(f).status, model::RunStatus::abandoned);
  EXPECT_EQ(last_change(f).ending, model::Ending::provisional);
  more.line(kInit).line(result(R"("x":1)")).line(assistant("m1", kText, "{}")).end();
  EXPECT_EQ(last_change(more).status, model::RunStatus::abandoned);
}

TEST(Claude, RefusedPermissionsAreEvents) {
  Feeding f("claude");
  const std::string denial = R"({"tool_name":"Bash","tool_use_id":"t9","tool_input":{"a":1}})";
  f.line(kInit).line(result(R"("permission_denials":[)" + denial + "]"));
  const auto& e = f.events.back();
  EXPECT_EQ(e.type, "permission_denied");
  EXPECT_EQ(e.level, Level::warn);
  EXPECT_EQ(e.tool, "Bash");
  EXPECT_EQ(e.key, "t9");
  EXPECT_EQ(e.part, denial);
}

TEST(Claude, ASecondInitIsASecondTrace) {
  Feeding f("claude", {"mine", "fresh"});
  f.line(kInit).line(result(R"("x":1)"));
  f.line(R"({"type":"system","subtype":"init","session_id":"s2","model":"m"})").end();
  EXPECT_EQ(f.events.front().trace, "mine");
  EXPECT_NE(f.events.back().trace, "mine");
  std::vector<std::pair<std::string, model::RunStatus>> states;
  for (const auto& change : f.changes<model::TraceChange>())
    if (change.status) states.emplace_back(change.id == "mine" ? "mine" : "other", *change.status);
  using enum model::RunStatus;
  EXPECT_EQ(states,
            (std::vector<std::pair<std::string, model::RunStatus>>{
                {"mine", running}, {"mine", success}, {"other", running}, {"other", abandoned}}));
}

TEST(Claude, AnotherInitOfTheSameSessionIsNoOtherTrace) {
  Feeding f("claude");
  f.line(kInit).line(kInit);
  EXPECT_EQ(f.events[0].trace, f.events[1].trace);
  std::size_t states = 0;
  for (const auto& change : f.changes<model::TraceChange>()) states += change.status ? 1 : 0;
  EXPECT_EQ(states, 1U);
}

TEST(Claude, TextInTheStreamStaysAsText) {
  Feeding f("claude");
  f.line(kInit).line("npm warn old").line("");
  EXPECT_EQ(f.events.back().type, "text");
  EXPECT_TRUE(f.events.back().flags & EventFlag::not_parsed);
  EXPECT_EQ(f.events.back().trace, f.events.front().trace);
  EXPECT_EQ(f.misunderstood, 1U);
}

TEST(Claude, LinesBeforeTheFirstSessionShareItsTrace) {
  Feeding f("claude");
  f.line("npm warn old").line(kInit).end();
  EXPECT_EQ(f.events[0].trace, "fresh");
  EXPECT_EQ(f.events[1].trace, "fresh");
}

TEST(Claude, LinesBeforeASessionThatIsForeseenBelongToItsTrace) {
  Feeding f("claude"), plain("claude");
  f.foresee("npm warn old").foresee(kInit).line("npm warn old").line(kInit);
  EXPECT_EQ(f.events[0].trace, plain.line(kInit).events[0].trace);
  EXPECT_EQ(f.events[1].trace, f.events[0].trace);
}

TEST(Claude, AnObjectGluedToTextIsStillRead) {
  Feeding f("claude");
  f.line(std::string("MCP issues detected.") + kInit + "\x1b[0m");
  EXPECT_EQ(f.events[0].type, "init");
  EXPECT_EQ(f.events[0].part, kInit);
}

}  // namespace
}  // namespace trace::dialects
