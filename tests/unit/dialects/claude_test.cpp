#include "unit/dialects/claude_lines.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::EventFlag;
using model::Level;

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

TEST(Claude, AnotherModelOfTheMainConversationIsAnEvent) {
  Feeding f("claude");
  f.line(kInit).line(assistant("m1", kText, "{}", "opus-4")).line(assistant("m2", kText, "{}"));
  EXPECT_EQ(f.per_line, (std::vector<std::size_t>{1, 1, 2}));
  EXPECT_EQ(f.events[3].type, "model_change");
  EXPECT_EQ(f.events[3].part, "\"opus\"");
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
