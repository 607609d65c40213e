#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

#include <map>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

// A line at a second of the first minute of 2026.
std::string at(const std::string& second, const std::string& type, const std::string& payload) {
  return R"({"timestamp":"2026-01-01T00:00:)" + second + R"(Z","type":")" + type +
         R"(","payload":{)" + payload + "}}";
}

std::string usage(int input, int cached, int output) {
  return R"({"input_tokens":)" + std::to_string(input) + R"(,"cached_input_tokens":)" +
         std::to_string(cached) + R"(,"output_tokens":)" + std::to_string(output) + "}";
}

std::string count(const std::string& second, const std::string& total, const std::string& last) {
  return at(second, "event_msg",
            R"("type":"token_count","info":{"total_token_usage":)" + total +
                (last.empty() ? "" : R"(,"last_token_usage":)" + last) + "}");
}

const std::string kHead =
    at("00.100", "session_meta", R"("id":"s-1","cwd":"/w","cli_version":"0.40.0")");

std::vector<model::Request> calls(const Feeding& f) { return f.changes<model::Request>(); }

model::TraceChange last_change(const Feeding& f) { return f.changes<model::TraceChange>().back(); }

base::UnixMicros second(std::int64_t s) { return {1'767'225'600'000'000 + s * 1'000'000}; }

TEST(CodexRollout, EveryCallIsARequestWithTheModelOfItsContext) {
  Feeding f("codex");
  f.line(kHead).line(at("02", "turn_context", R"("model":"gpt-a","effort":"high","cwd":"/w")"));
  f.line(count("05", usage(100, 40, 10), usage(100, 40, 10)));
  f.line(at("06", "turn_context", R"("model":"gpt-b")"));
  f.line(count("09", usage(300, 90, 25), usage(200, 50, 15)));
  ASSERT_EQ(calls(f).size(), 2U);
  const auto first = calls(f)[0], next = calls(f)[1];
  EXPECT_EQ(first.model, "gpt-a");
  EXPECT_EQ(first.tokens.input, 60);
  EXPECT_EQ(first.tokens.cache_read, 40);
  EXPECT_EQ(first.tokens.output, 10);
  EXPECT_EQ(first.requested_at, second(2));
  EXPECT_EQ(first.responded_at, second(5));
  EXPECT_EQ(first.metadata, R"({"effort":"high"})");
  EXPECT_EQ(next.model, "gpt-b");
  EXPECT_EQ(next.tokens.input, 150);
  EXPECT_EQ(f.events[4].type, "model_change");
  EXPECT_EQ(f.events[4].part, "\"gpt-b\"");
}

TEST(CodexRolloutTraps, DeltasAreSummedBecauseTheTotalBeginsAnewAfterAResume) {
  Feeding f("codex");
  f.line(kHead).line(count("05", usage(1'363'408, 0, 0), usage(20'000, 0, 0)));
  f.line(count("09", usage(37'543, 0, 0), usage(37'543, 0, 0)));
  EXPECT_EQ(calls(f)[0].tokens.input, 20'000);
  EXPECT_EQ(calls(f)[1].tokens.input, 37'543);
}

TEST(CodexRolloutTraps, TotalsAloneAreSubtracted) {
  Feeding f("codex");
  f.line(kHead).line(count("05", usage(100, 20, 5), "")).line(count("06", usage(250, 60, 9), ""));
  f.line(count("07", usage(30, 0, 2), ""));
  EXPECT_EQ(calls(f)[0].tokens.input, 80);
  EXPECT_EQ(calls(f)[1].tokens.input, 110);
  EXPECT_EQ(calls(f)[1].tokens.cache_read, 40);
  EXPECT_EQ(calls(f)[1].tokens.output, 4);
  EXPECT_EQ(calls(f)[2].tokens.input, 30);
}

TEST(CodexRolloutTraps, ACountThatIsToldAgainIsNoCall) {
  const auto again = usage(100, 0, 5);
  Feeding f("codex");
  f.line(kHead).line(count("05", again, again)).line(count("06", again, again));
  f.line(at("07", "event_msg", R"("type":"token_count","info":null,"rate_limits":{})"));
  EXPECT_EQ(calls(f).size(), 1U);
  EXPECT_EQ(f.events[2].type, "usage");
  EXPECT_EQ(f.events[3].type, "usage");
}

TEST(CodexRolloutTraps, AnAgentThatWasSpawnedRepeatsItsParentsCallsInItsFirstSecond) {
  const auto head = at("00.100", "session_meta",
                       R"("id":"s-2","source":{"subagent":{"thread_spawn":)"
                       R"({"parent_thread_id":"s-1","depth":1}}},"agent_role":"explorer")");
  Feeding f("codex"), parent("codex");
  f.line(head).line(kHead).line(count("00.900", usage(500, 0, 50), usage(500, 0, 50)));
  f.line(count("04", usage(620, 0, 60), ""));
  ASSERT_EQ(calls(f).size(), 1U);
  EXPECT_EQ(calls(f)[0].tokens.input, 120);  // beyond what was repeated
  EXPECT_EQ(f.events.front().trace, f.events.back().trace);
  const auto change = f.changes<model::TraceChange>()[1];
  EXPECT_EQ(change.session_id, "s-2");
  EXPECT_EQ(change.parent, parent.line(kHead).events[0].trace);
  EXPECT_NE(change.metadata.find(R"("subagent_type":"explorer")"), std::string::npos);
}

TEST(CodexRolloutTraps, AForkRepeatsItsHistoryToo) {
  const auto head = at("00.100", "session_meta", R"("id":"s-3","forked_from_id":"s-1")");
  Feeding f("codex");
  f.line(head).line(kHead).line(count("00.700", usage(500, 0, 50), usage(500, 0, 50)));
  f.line(count("08", usage(530, 0, 60), usage(30, 0, 10))).end();
  ASSERT_EQ(calls(f).size(), 1U);
  EXPECT_EQ(calls(f)[0].tokens.input, 30);
  EXPECT_EQ(f.changes<model::TraceChange>()[1].parent, "");
  std::vector<std::string> sessions;
  for (const auto& change : f.changes<model::TraceChange>())
    if (!change.session_id.empty() && !change.metadata.empty())
      sessions.push_back(change.session_id);
  EXPECT_EQ(sessions, std::vector<std::string>{"s-3"});
}

TEST(CodexRolloutTraps, TheSameCallInACopyOfTheFileIsTheSameRequest) {
  const auto line = count("05", usage(100, 0, 5), usage(100, 0, 5));
  Feeding f("codex"), copy("codex");
  f.line(kHead).line(line);
  copy.line(at("00.100", "session_meta", R"("id":"s-8")")).line(line);
  EXPECT_EQ(calls(f)[0].id, calls(copy)[0].id);
  EXPECT_NE(calls(f)[0].trace, calls(copy)[0].trace);
}

TEST(CodexRolloutTraps, TheConversationIsInTheItemsAndThePromptIsWhatWasTyped) {
  const auto message = [](const std::string& role, const std::string& text) {
    return at("02", "response_item",
              R"("type":"message","role":")" + role + R"(","content":[{"type":"t","text":")" +
                  text + "\"}]");
  };
  Feeding f("codex");
  f.line(kHead).line(message("user", "<environment_context>x</environment_context>"));
  f.line(message("user", R"(# Context from my IDE setup:\n\n## My request for Codex:\nFix it)"));
  f.line(at("02", "event_msg", R"("type":"user_message","message":"Fix it")"));
  f.line(message("assistant", "Fixed")).line(at("03", "event_msg", R"("type":"agent_message")"));
  f.end();
  std::vector<std::string> types, titles;
  for (const auto& e : f.events)
    if (e.level != Level::debug) types.push_back(e.type);
  for (const auto& change : f.changes<model::TraceChange>())
    if (!change.title.empty()) titles.push_back(change.title);
  EXPECT_EQ(types, (std::vector<std::string>{"init", "user", "user", "assistant"}));
  EXPECT_EQ(titles, std::vector<std::string>{"Fix it"});
  EXPECT_EQ(last_change(f).result, "\"Fixed\"");
}

TEST(CodexRolloutTraps, WithoutAModelTheCallHasNone) {
  Feeding f("codex");
  f.line(count("05", usage(100, 0, 5), usage(100, 0, 5)));
  EXPECT_EQ(calls(f)[0].model, "unknown");
}

TEST(CodexRolloutTraps, TheOldestFilesAreBareItems) {
  Feeding f("codex");
  f.line(R"({"id":"old-1","timestamp":"2025-05-01T10:00:00Z","instructions":null})");
  f.line(R"({"record_type":"state"})");
  f.line(R"({"type":"message","role":"user","content":[{"type":"input_text","text":"Hello"}]})");
  f.line(R"({"type":"function_call","name":"shell","call_id":"c1"})");
  f.line(R"({"type":"function_call_output","call_id":"c1","output":"ok"})").end();
  std::vector<std::string> types;
  for (const auto& e : f.events) types.push_back(e.type);
  EXPECT_EQ(types, (std::vector<std::string>{"init", "raw", "user", "tool_call", "tool_result"}));
  EXPECT_EQ(f.events[4].tool, "shell");
  EXPECT_EQ(f.events[4].at, f.events[0].at);  // lines without a time happened after the last one
  EXPECT_TRUE(f.events[4].flags & model::EventFlag::arrival_time);
  EXPECT_EQ(last_change(f).ended_at, f.events[0].at);
}

TEST(CodexRollout, ToolsAreAnsweredWithTheirTimesAndTheirExit) {
  const auto call = [](const std::string& s, const std::string& id) {
    return at(s, "response_item",
              R"("type":"function_call","name":"shell","call_id":")" + id + "\"");
  };
  const auto answer = [](const std::string& s, const std::string& id, const std::string& text) {
    return at(
        s, "response_item",
        R"("type":"function_call_output","call_id":")" + id + R"(","output":")" + text + "\"");
  };
  Feeding f("codex");
  f.line(kHead).line(call("02", "a")).line(call("02", "b")).line(call("02", "c"));
  f.line(answer("05", "a", "fine"));
  f.line(answer("05", "b",
                R"({\"output\":\"\",\"metadata\":{\"exit_code\":2,\"duration_seconds\":0.5}})"));
  f.line(answer("06", "c", "exec command rejected by user"));
  EXPECT_EQ(f.events[4].tool, "shell");
  EXPECT_EQ(f.events[4].duration_ms, 3000);
  EXPECT_EQ(f.events[4].level, Level::info);
  EXPECT_EQ(f.events[5].duration_ms, 500);
  EXPECT_EQ(f.events[5].level, Level::error);
  EXPECT_EQ(f.events[7].type, "permission_denied");
  EXPECT_EQ(f.events[7].tool, "shell");
}

TEST(CodexRollout, TheEndIsWhatHappenedLastAndMayChange) {
  const auto ends = [](const std::string& payload) {
    Feeding f("codex");
    f.line(kHead).line(at("09", "event_msg", payload)).end();
    return last_change(f);
  };
  EXPECT_EQ(ends(R"("type":"turn_aborted","reason":"interrupted")").status, RunStatus::canceled);
  EXPECT_EQ(ends(R"("type":"error","message":"usage limit hit")").error_code, "quota_exceeded");
  const auto done = ends(R"("type":"task_complete","last_agent_message":"Done")");
  EXPECT_EQ(done.status, RunStatus::success);
  EXPECT_EQ(done.ending, model::Ending::provisional);
  EXPECT_EQ(done.ended_at, second(9));
  EXPECT_EQ(done.result, "\"Done\"");
}

TEST(CodexRollout, TheFirstCallOfATurnKnowsItsFirstToken) {
  Feeding f("codex");
  f.line(kHead).line(at("01", "event_msg", R"("type":"task_started")"));
  f.line(count("05", usage(1, 0, 1), usage(1, 0, 1)));
  f.line(count("07", usage(2, 0, 2), usage(1, 0, 1)));
  f.line(at("08", "event_msg", R"("type":"task_complete","time_to_first_token_ms":420)"));
  ASSERT_EQ(calls(f).size(), 3U);
  EXPECT_EQ(calls(f)[2].id, calls(f)[0].id);
  EXPECT_EQ(calls(f)[2].ttft_ms, 420);
}

TEST(CodexRollout, AFullWindowIsARateLimitOnce) {
  const auto limits = [](const std::string& second, int percent) {
    return at(second, "event_msg",
              R"("type":"token_count","info":null,"rate_limits":{"primary":{"used_percent":)" +
                  std::to_string(percent) + "}}");
  };
  Feeding f("codex");
  f.line(kHead).line(limits("01", 99)).line(limits("02", 100)).line(limits("03", 100));
  EXPECT_EQ(f.per_line, (std::vector<std::size_t>{1, 1, 2, 1}));
  EXPECT_EQ(f.events[3].type, "rate_limit");
  EXPECT_EQ(f.events[3].level, Level::warn);
  EXPECT_EQ(f.events[3].part, R"({"used_percent":100})");
}

TEST(CodexRollout, CompactionsRetriesAndAbortsAreEvents) {
  Feeding f("codex");
  f.line(kHead).line(at("02", "compacted", R"("message":"m")"));
  f.line(at("02", "event_msg", R"("type":"context_compacted")"));
  f.line(at("02", "event_msg", R"("type":"stream_error","message":"retrying")"));
  f.line(at("02", "event_msg", R"("type":"turn_aborted")"));
  f.line(at("02", "world_state", R"("x":1)"));
  std::vector<std::string> types;
  for (const auto& e : f.events) types.push_back(e.type);
  EXPECT_EQ(types, (std::vector<std::string>{"init", "compaction", "compaction", "retry", "cancel",
                                             "system.world_state"}));
}

TEST(CodexRollout, AnotherSessionInTheSameInputIsAnotherTrace) {
  Feeding f("codex");
  f.line(kHead).line(at("30", "session_meta", R"("id":"s-9")")).end();
  EXPECT_NE(f.events[0].trace, f.events[1].trace);
}

TEST(CodexRolloutTraps, TurnsThatExecPrintedAreCoveredByTheirCalls) {
  const auto head = at("00.100", "session_meta", R"("id":"s-1","originator":"codex_exec")");
  const auto prompt = at("01", "event_msg", R"("type":"user_message","message":"Go")");
  Feeding stored("codex"), exec("codex"), other("codex");
  exec.line(R"({"type":"thread.started","thread_id":"s-1"})").line(R"({"type":"turn.started"})");
  exec.line(R"({"type":"turn.completed","usage":{"input_tokens":100,"output_tokens":5}})");
  stored.line(head).line(prompt).line(count("05", usage(60, 0, 3), usage(60, 0, 3)));
  stored.line(count("06", usage(100, 0, 5), usage(40, 0, 2)));
  ASSERT_EQ(calls(stored).size(), 3U);
  const auto turn = calls(stored)[0];
  EXPECT_EQ(turn.id, calls(exec)[0].id);
  EXPECT_EQ(turn.tokens.input, 0);
  EXPECT_EQ(turn.tokens.output, 0);
  EXPECT_EQ(turn.cost_source, model::CostSource::contained);  // ranks above what exec said
  other.line(kHead).line(prompt).line(count("05", usage(60, 0, 3), usage(60, 0, 3)));
  EXPECT_EQ(calls(other).size(), 1U);
}

TEST(CodexRollout, TheTraceIsThatOfTheStreamOfTheSameThread) {
  Feeding stored("codex"), stream("codex");
  stored.line(kHead);
  stream.line(R"({"type":"thread.started","thread_id":"s-1"})");
  EXPECT_EQ(stored.events[0].trace, stream.events[0].trace);
}

}  // namespace
}  // namespace trace::dialects
