#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

#include <map>

namespace trace::dialects {
namespace {

using model::EventFlag;
using model::Level;
using model::RunStatus;

// A record of session s1 at a second of the first minute of 2026.
std::string at(const std::string& second, const std::string& members,
               const std::string& session = "s1") {
  return R"({"sessionId":")" + session + R"(","timestamp":"2026-01-01T00:00:)" + second +
         R"(Z","userType":"external","cwd":"/w","version":"2.1.0","gitBranch":"main",)" + members +
         "}";
}

std::string user(const std::string& second, const std::string& content,
                 const std::string& more = "") {
  return at(second,
            R"("type":"user",)" + more + R"("message":{"role":"user","content":)" + content + "}");
}

std::string message(const std::string& id, const std::string& usage,
                    const std::string& blocks = R"({"type":"text","text":"hi"})") {
  return R"("message":{"id":")" + id + R"(","role":"assistant","model":"opus","content":[)" +
         blocks + R"(],"usage":)" + usage + "}";
}

std::string assistant(const std::string& second, const std::string& id, int output,
                      const std::string& more = "") {
  return at(second, R"("type":"assistant",)" + more +
                        message(id, R"({"input_tokens":3,"output_tokens":)" +
                                        std::to_string(output) + "}"));
}

const std::string kPrompt = user("01", R"("Fix it")", R"("uuid":"u1",)");

// The last report of each call.
std::map<std::string, model::Request> calls(const Feeding& f) {
  std::map<std::string, model::Request> by_id;
  for (const auto& r : f.changes<model::Request>()) by_id[r.id] = r;
  return by_id;
}

// What the changes of a trace add up to.
model::TraceChange told(const Feeding& f, const std::string& id) {
  model::TraceChange sum;
  for (const auto& c : f.changes<model::TraceChange>()) {
    if (c.id != id) continue;
    const auto take = [](std::string& to, const std::string& from) {
      if (!from.empty()) to = from;
    };
    take(sum.parent, c.parent), take(sum.title, c.title), take(sum.model, c.model);
    take(sum.cwd, c.cwd), take(sum.metadata, c.metadata), take(sum.result, c.result);
    take(sum.session_id, c.session_id), take(sum.error_code, c.error_code);
    if (c.status) sum.status = c.status, sum.ending = c.ending;
    if (c.started_at) sum.started_at = c.started_at;
    if (c.ended_at) sum.ended_at = c.ended_at;
  }
  return sum;
}

base::UnixMicros second(std::int64_t s) { return {1'767'225'600'000'000 + s * 1'000'000}; }

TEST(ClaudeTranscript, ASessionIsATraceThatTellsItsTimes) {
  Feeding f("claude");
  f.line(kPrompt).line(assistant("04", "m1", 20)).end();
  const auto trace = told(f, f.events[0].trace);
  EXPECT_EQ(trace.session_id, "s1");
  EXPECT_EQ(trace.title, "Fix it");
  EXPECT_EQ(trace.model, "opus");
  EXPECT_EQ(trace.cwd, "/w");
  EXPECT_EQ(trace.metadata, R"({"agent":"claude","version":"2.1.0","git_branch":"main"})");
  EXPECT_EQ(trace.result, "\"hi\"");
  EXPECT_EQ(trace.status, RunStatus::success);
  EXPECT_EQ(trace.ending, model::Ending::provisional);
  EXPECT_EQ(trace.started_at, second(1));
  EXPECT_EQ(trace.ended_at, second(4));
  EXPECT_EQ(f.events[0].at, second(1));
  EXPECT_FALSE(f.events[0].flags & EventFlag::arrival_time);
  EXPECT_EQ(f.events[0].source_id, "u1");
  const auto r = calls(f).at("m1");
  EXPECT_EQ(r.requested_at, second(1));
  EXPECT_EQ(r.responded_at, second(4));
  EXPECT_EQ(r.duration_ms, 3000);
}

TEST(ClaudeTranscript, TheTraceIsThatOfTheStreamOfTheSameSession) {
  Feeding stored("claude"), stream("claude");
  stream.line(R"({"type":"system","subtype":"init","session_id":"s1"})");
  EXPECT_EQ(stored.line(kPrompt).events[0].trace, stream.events[0].trace);
}

TEST(ClaudeTranscriptTraps, AMessageOnManyLinesIsOneCallWithItsLargestTotal) {
  Feeding f("claude");
  f.line(kPrompt).line(assistant("02", "m1", 1)).line(assistant("03", "m1", 77));
  f.line(assistant("05", "m1", 8));
  ASSERT_EQ(calls(f).size(), 1U);
  EXPECT_EQ(calls(f).at("m1").tokens.input, 3);
  EXPECT_EQ(calls(f).at("m1").tokens.output, 77);
  EXPECT_EQ(calls(f).at("m1").responded_at, second(5));
}

TEST(ClaudeTranscriptTraps, AResumedFileHoldsTwoSessionsAndTheirCallsAreTheSame) {
  Feeding f("claude");
  f.line(kPrompt);
  f.line(at("02", R"("type":"assistant",)" + message("m1", R"({"output_tokens":5})"), "s2"));
  EXPECT_NE(f.events[0].trace, f.events[1].trace);
  EXPECT_EQ(calls(f).count("m1"), 1U);                      // as in the file of the first session
  EXPECT_EQ(calls(f).at("m1").responded_at, std::nullopt);  // the question is not in this session
}

TEST(ClaudeTranscriptTraps, AMessageWithoutAnIdIsNamedByItsRecord) {
  const auto line = [](const std::string& more, const std::string& usage) {
    return R"({"type":"assistant",)" + more + R"("message":{"usage":)" + usage + "}}";
  };
  const std::string usage = R"({"input_tokens":1000,"output_tokens":50})";
  const std::string time = R"("timestamp":"2026-01-01T00:00:05Z",)";
  Feeding f("claude"), copy("claude"), plain("claude");
  f.line(line(R"("uuid":"u7",)" + time, usage)).line(line(time, usage));
  copy.line(line(time, usage));
  EXPECT_EQ(calls(f).count("u7"), 1U);
  EXPECT_EQ(calls(f).size(), 2U);
  EXPECT_EQ(calls(f).count(calls(copy).begin()->first), 1U);
  // Nothing tells these apart but their place.
  plain.line(line("", usage)).line(line("", usage));
  EXPECT_EQ(calls(plain).size(), 2U);
}

TEST(ClaudeTranscriptTraps, TrimmedLinesCountWhateverTheyAreCalled) {
  Feeding f("claude");
  f.line(R"({"timestamp":"2026-01-01T00:00:05Z","sessionId":"s1","message":{"id":"m1",)"
         R"("model":"opus","usage":{"input_tokens":100,"output_tokens":50}},"costUSD":0.12})");
  EXPECT_EQ(calls(f).at("m1").tokens.input, 100);
  EXPECT_EQ(calls(f).at("m1").cost_nusd, 120'000'000);
  EXPECT_EQ(calls(f).at("m1").cost_source, model::CostSource::reported);
  EXPECT_EQ(f.events[0].type, "assistant");
}

TEST(ClaudeTranscriptTraps, TheLargerOfTwoCacheWritesIsTheFullerOne) {
  const auto written = [](const std::string& usage) {
    Feeding f("claude");
    f.line(kPrompt).line(at("02", R"("type":"assistant",)" + message("m1", usage)));
    return calls(f).at("m1").tokens.cache_write;
  };
  EXPECT_EQ(written(R"({"cache_creation_input_tokens":5,"cache_creation":)"
                    R"({"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":6}})"),
            10);
  EXPECT_EQ(written(R"({"cache_creation_input_tokens":5,"cache_creation":)"
                    R"({"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0}})"),
            5);
}

TEST(ClaudeTranscriptTraps, SidechainsAreChildTracesOfTheCallWithTheirPrompt) {
  const std::string task = R"({"type":"tool_use","id":"t1","name":"Task","input":)"
                           R"({"description":"Look","prompt":"go and look"}})";
  const auto side = [](const std::string& second, const std::string& members) {
    return at(second, R"("isSidechain":true,)" + members);
  };
  Feeding f("claude");
  f.line(kPrompt);
  f.line(at("02", R"("type":"assistant",)" + message("m1", R"({"output_tokens":1})", task)));
  f.line(side("03", R"("type":"user","uuid":"a","parentUuid":null,)"
                    R"("message":{"role":"user","content":"go and look"})"));
  f.line(side("05", R"("type":"assistant","uuid":"b","parentUuid":"a",)" +
                        message("m2", R"({"output_tokens":9})")));
  f.line(side("06", R"("type":"user","uuid":"d","parentUuid":"not in this file",)"
                    R"("message":{"role":"user","content":"more"})"));
  f.line(user("08", R"([{"type":"tool_result","tool_use_id":"t1","content":"seen"}])"));
  const auto root = f.events[0].trace, child = f.events[2].trace;
  EXPECT_NE(child, root);
  EXPECT_EQ(f.events[3].trace, child);
  EXPECT_EQ(f.events[4].trace, child);
  EXPECT_EQ(f.events[5].trace, root);
  EXPECT_EQ(calls(f).at("m2").trace, child);
  EXPECT_EQ(calls(f).at("m2").duration_ms, 2000);
  EXPECT_EQ(told(f, child).parent, root);
  EXPECT_EQ(told(f, child).title, "Look");
  EXPECT_EQ(told(f, child).status, RunStatus::success);
  EXPECT_EQ(told(f, child).ending, model::Ending::reported);
  EXPECT_EQ(told(f, child).ended_at, second(8));
}

TEST(ClaudeTranscriptTraps, TheTreeAndNotTheOrderTellsSidechainsApart) {
  const auto side = [](const std::string& uuid, const std::string& parent) {
    return at("03", R"("isSidechain":true,"type":"user","uuid":")" + uuid + R"(","parentUuid":)" +
                        parent + R"(,"message":{"role":"user","content":"x"})");
  };
  Feeding f("claude");
  f.line(kPrompt).line(side("a", "null")).line(side("b", "null"));
  f.line(side("a2", "\"a\"")).line(side("b2", "\"b\"")).line(side("a3", "\"a2\""));
  EXPECT_NE(f.events[1].trace, f.events[2].trace);
  EXPECT_EQ(f.events[3].trace, f.events[1].trace);
  EXPECT_EQ(f.events[4].trace, f.events[2].trace);
  EXPECT_EQ(f.events[5].trace, f.events[1].trace);
}

TEST(ClaudeTranscriptTraps, ProgressRecordsHoldTheMessagesOfAgents) {
  const std::string inner = R"({"type":"assistant","uuid":"i1","requestId":"r1",)" +
                            message("m2", R"({"cache_read_input_tokens":400})") + "}";
  const auto progress = at("03", R"("type":"progress","uuid":"p1","parentToolUseID":"t1",)"
                                 R"("data":{"type":"agent_progress","agentId":"a1","message":)" +
                                     inner + "}");
  const auto own_file = at("03", R"("type":"assistant","isSidechain":true,"agentId":"a1",)" +
                                     message("m3", R"({"output_tokens":1})"));
  Feeding f("claude"), file("claude");
  f.line(kPrompt).line(progress).line(at("04", R"("type":"progress","data":{"type":"x"})"));
  file.line(own_file).end();
  EXPECT_EQ(calls(f).at("m2").tokens.cache_read, 400);
  EXPECT_EQ(f.events[1].type, "assistant");
  EXPECT_EQ(f.events[1].part, inner);
  EXPECT_NE(f.events[1].trace, f.events[0].trace);
  EXPECT_EQ(f.events[2].type, "progress");
  EXPECT_EQ(f.events[2].level, Level::debug);
  // The agent's own file tells of the same child.
  EXPECT_EQ(file.events[0].trace, f.events[1].trace);
  EXPECT_EQ(told(file, file.events[0].trace).parent, f.events[0].trace);
}

TEST(ClaudeTranscriptTraps, SummariesAtTheTopShareTheFirstSessionsTrace) {
  const std::string summary = R"({"type":"summary","summary":"Old","leafUuid":"x"})";
  Feeding f("claude"), plain("claude");
  f.foresee(summary).foresee(kPrompt).line(summary).line(kPrompt);
  EXPECT_EQ(f.events[0].trace, f.events[1].trace);
  EXPECT_EQ(f.events[0].trace, plain.line(kPrompt).events[0].trace);
  EXPECT_EQ(f.events[0].type, "summary");
  EXPECT_EQ(f.events[0].at, second(1));
  EXPECT_TRUE(f.events[0].flags & EventFlag::arrival_time);
  EXPECT_EQ(told(f, f.events[0].trace).title, "Fix it");
}

TEST(ClaudeTranscriptTraps, WithoutASessionAStoredFileIsKnownByHowItBegins) {
  ingest::DialectContext stored{"", "fresh"};
  stored.is_live = false;
  const std::string summary = R"({"type":"summary","summary":"Old","leafUuid":"x"})";
  Feeding f("claude", stored), again("claude", stored), stream("claude");
  EXPECT_EQ(f.line(summary).events[0].trace, again.line(summary).events[0].trace);
  EXPECT_EQ(stream.line(summary).events[0].trace, "fresh");
}

TEST(ClaudeTranscriptTraps, RecordsAreNotInTheOrderOfTime) {
  Feeding f("claude");
  f.line(user("09", R"("later")")).line(user("02", R"("earlier")")).end();
  EXPECT_EQ(told(f, f.events[0].trace).started_at, second(2));
  EXPECT_EQ(told(f, f.events[0].trace).ended_at, second(9));
}

TEST(ClaudeTranscriptTraps, WhatWasMadeUpIsNoPrompt) {
  Feeding f("claude");
  f.line(user("01", R"("meta")", R"("isMeta":true,)"));
  f.line(user("01", R"("summary")", R"("isCompactSummary":true,)"));
  f.line(user("01", R"("result")", R"("toolUseResult":"x",)"));
  f.line(user("01", R"([{"type":"tool_result","tool_use_id":"t","content":"result"}])"));
  f.line(user("01", R"("<command-name>/clear</command-name>")"));
  f.line(
      user("01", R"([{"type":"text","text":"<ide_opened_file>x"},{"type":"text","text":"Do"}])"));
  EXPECT_EQ(told(f, f.events[0].trace).title, "Do");
}

TEST(ClaudeTranscript, ACustomTitleReplacesThePrompt) {
  Feeding f("claude");
  f.line(kPrompt).line(R"({"type":"custom-title","customTitle":"Mine","sessionId":"s1"})");
  EXPECT_EQ(told(f, f.events[0].trace).title, "Mine");
  EXPECT_EQ(f.events[1].trace, f.events[0].trace);
}

TEST(ClaudeTranscript, ToolsKnowTheirTimesAndWhoRefusedThem) {
  const std::string calls_two = R"({"type":"tool_use","id":"t1","name":"Bash","input":{}},)"
                                R"({"type":"tool_use","id":"t2","name":"Write","input":{}})";
  Feeding f("claude");
  f.line(kPrompt).line(at("02", R"("type":"assistant",)" + message("m1", "{}", calls_two)));
  f.line(user("05", R"([{"type":"tool_result","tool_use_id":"t1","content":"ok"},)"
                    R"({"type":"tool_result","tool_use_id":"t2","is_error":true,"content":)"
                    R"("The user doesn't want to proceed with this tool use."}])"));
  EXPECT_EQ(f.events[3].tool, "Bash");
  EXPECT_EQ(f.events[3].duration_ms, 3000);
  EXPECT_EQ(f.events[4].type, "tool_result");
  EXPECT_EQ(f.events[4].level, Level::error);
  EXPECT_EQ(f.events[5].type, "permission_denied");
  EXPECT_EQ(f.events[5].tool, "Write");
  EXPECT_EQ(f.events[5].key, "t2");
}

TEST(ClaudeTranscript, EveryAttemptThatFailedIsARequest) {
  const auto retry = at("03", R"("type":"system","subtype":"api_error","uuid":"e1","error":)"
                              R"({"status":529,"error":{"type":"error","error":)"
                              R"({"type":"overloaded_error","message":"Overloaded"}}})");
  const auto failed = at("09", R"("type":"assistant","uuid":"e2","isApiErrorMessage":true,)"
                               R"("message":{"model":"<synthetic>","content":[{"type":"text",)"
                               R"("text":"API Error: 529 overloaded"}],"usage":{}})");
  Feeding f("claude");
  f.line(kPrompt).line(retry).line(failed).end();
  ASSERT_EQ(calls(f).size(), 2U);
  EXPECT_EQ(calls(f).at("e1").status, model::RequestStatus::error);
  EXPECT_EQ(calls(f).at("e1").status_code, 529);
  EXPECT_EQ(calls(f).at("e1").error_message, "Overloaded");
  EXPECT_EQ(calls(f).at("e2").status_code, 529);
  EXPECT_EQ(f.events[1].type, "retry");
  EXPECT_EQ(f.events[2].type, "error");
  EXPECT_EQ(told(f, f.events[0].trace).status, RunStatus::error);
  EXPECT_EQ(told(f, f.events[0].trace).error_code, "provider_unavailable");
}

TEST(ClaudeTranscript, AFailureThatWasOvercomeIsNotTheEnd) {
  Feeding f("claude");
  f.line(kPrompt);
  f.line(at("03", R"("type":"assistant","uuid":"e2","isApiErrorMessage":true,)"
                  R"("message":{"model":"<synthetic>","content":[]})"));
  f.line(user("04", R"("again")")).line(assistant("06", "m1", 4)).end();
  EXPECT_EQ(told(f, f.events[0].trace).status, RunStatus::success);
}

TEST(ClaudeTranscript, AnInterruptedSessionIsCanceled) {
  Feeding f("claude");
  f.line(kPrompt).line(user("02", R"([{"type":"text","text":"[Request interrupted by user]"}])"));
  f.end();
  EXPECT_EQ(told(f, f.events[0].trace).status, RunStatus::canceled);
}

TEST(ClaudeTranscript, AnotherModelIsAnEvent) {
  auto other = assistant("05", "m2", 1);
  other.replace(other.find("opus"), 4, "haiku");
  Feeding f("claude");
  f.line(kPrompt).line(assistant("02", "m1", 1)).line(other);
  EXPECT_EQ(f.events.back().type, "model_change");
  EXPECT_EQ(f.events.back().part, "\"haiku\"");
  EXPECT_EQ(calls(f).at("m2").model, "haiku");
  EXPECT_EQ(f.per_line[1], 1U);
}

TEST(ClaudeTranscript, OtherRecordsHaveTypesOfTheirOwn) {
  Feeding f("claude");
  f.line(kPrompt);
  f.line(at("02", R"("type":"system","subtype":"compact_boundary")"));
  f.line(at("02", R"("type":"system","subtype":"turn_duration","durationMs":5)"));
  f.line(R"({"type":"file-history-snapshot","messageId":"u1","snapshot":{}})");
  f.line(at("02", R"("type":"queue-operation","operation":"enqueue")"));
  f.line(at("02", R"("type":"in-some-release")"));
  std::vector<std::string> types;
  for (const auto& e : f.events) types.push_back(e.type);
  EXPECT_EQ(types, (std::vector<std::string>{"user", "compaction", "system.turn_duration",
                                             "snapshot", "queue", "raw"}));
  EXPECT_EQ(f.misunderstood, 0U);
}

TEST(ClaudeTranscript, ALineThatWasCutIsKeptAndTheSessionIsAbandonedWhileItIsLive) {
  ingest::DialectContext stored{"", "fresh"};
  stored.is_live = false;
  Feeding live("claude"), import("claude", stored);
  live.line(kPrompt).line(R"({"type":"user","mess)").end(true);
  import.line(kPrompt).line(R"({"type":"user","mess)").end(true);
  EXPECT_EQ(live.events[1].type, "text");
  EXPECT_TRUE(live.events[1].flags & EventFlag::not_parsed);
  EXPECT_EQ(live.events[1].trace, live.events[0].trace);
  EXPECT_EQ(told(live, live.events[0].trace).status, RunStatus::abandoned);
  EXPECT_EQ(told(import, import.events[0].trace).status, RunStatus::success);
}

TEST(ClaudeTranscript, ManySessionsInOneInputTakeBoundedMemory) {
  Feeding f("claude");
  for (int i = 0; i < 70; ++i)
    f.line(at("01", R"("type":"user","message":{"content":"x"})", "s" + std::to_string(i)));
  std::size_t ends = 0;
  for (const auto& c : f.changes<model::TraceChange>()) ends += c.ended_at ? 1 : 0;
  EXPECT_EQ(ends, 5U);
  f.end();
  for (const auto& c : f.changes<model::TraceChange>()) ends += c.ended_at ? 1 : 0;
  EXPECT_EQ(ends, 75U);
}

}  // namespace
}  // namespace trace::dialects
