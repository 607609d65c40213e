#include "unit/dialects/facts.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;
using model::RunStatus;

constexpr char kCall[] =
    R"({"role":"assistant","content":"Let me see.","tool_calls":[{"type":"function","id":"c1",)"
    R"("function":{"name":"Shell","arguments":"{}"}}]})";
constexpr char kToolSays[] = R"({"role":"tool","tool_call_id":"c1","content":"x"})";

TEST(Kimi, ToolsArePairedAndTheLastAnswerEndsTheRun) {
  Feeding f("kimi");
  f.line(kCall).line(kToolSays).line(R"({"role":"assistant","content":"Done."})").end();
  EXPECT_EQ(types_of(f), (Types{"assistant", "tool_call", "tool_result", "assistant"}));
  EXPECT_EQ(f.events[2].tool, "Shell");
  EXPECT_EQ(f.events[2].duration_ms, 1000);
  EXPECT_EQ(requests_of(f).size(), 2U);
  EXPECT_EQ(sums_of(f), (Sums{0, 0, 0, 0}));
  EXPECT_EQ(trace_of_run(f).status, RunStatus::success);
  EXPECT_EQ(trace_of_run(f).result, R"("Done.")");
}

TEST(Kimi, ARunThatStillWaitsForAToolIsCutOff) {
  EXPECT_EQ(trace_of_run(Feeding("kimi").line(kCall).end()).status, RunStatus::abandoned);
}

TEST(Kimi, IsToldByMessagesThatHaveNothingElse) {
  Detector detector;
  detector.add(kCall);
  EXPECT_EQ(detector.decide(), "kimi");
  Detector other;
  other.add(R"({"role":"assistant","content":"x","id":"7"})");
  EXPECT_EQ(other.decide(), "jsonl");
}

std::string goose(const std::string& role, const std::string& blocks) {
  return R"({"type":"message","message":{"id":"m1","role":")" + role +
         R"(","created":1763607601,"content":[)" + blocks + "]}}";
}

TEST(Goose, MessagesComeInPiecesWithToolsAmongThem) {
  Feeding f("goose");
  f.line(goose("assistant", R"({"type":"text","text":"one "})"))
      .line(goose("assistant", R"({"type":"text","text":"two"})"))
      .line(goose("assistant", R"({"type":"toolRequest","id":"t1","toolCall":{"status":"success",)"
                               R"("value":{"name":"sh","arguments":{}}}})"))
      .line(goose("user", R"({"type":"toolResponse","id":"t1","toolResult":{"status":"error"}})"))
      .end();
  EXPECT_EQ(types_of(f), (Types{"assistant", "assistant", "tool_call", "tool_result"}));
  EXPECT_EQ(f.events[0].key, "m1");
  EXPECT_EQ(f.events[3].tool, "sh");
  EXPECT_EQ(f.events[3].level, Level::error);
  EXPECT_EQ(trace_of_run(f).result, R"("one two")");
  EXPECT_EQ(trace_of_run(f).status, RunStatus::abandoned);
}

std::string complete(int total, int input, int output) {
  return R"({"type":"complete","total_tokens":)" + std::to_string(total) + R"(,"input_tokens":)" +
         std::to_string(input) + R"(,"output_tokens":)" + std::to_string(output) +
         R"(,"cache_read_input_tokens":20,"cost_usd":0.5})";
}

TEST(Goose, ALaterTotalTakesThePlaceOfAnEarlierOneAndASmallerOneBeginsAnew) {
  Feeding f("goose");
  f.line(complete(110, 100, 10)).line(complete(220, 200, 20)).end();
  EXPECT_EQ(sums_of(f), (Sums{180, 20, 0, 20}));
  EXPECT_EQ(requests_of(f).begin()->second.cost_nusd, 500'000'000);
  EXPECT_EQ(trace_of_run(f).status, RunStatus::success);
  Feeding anew("goose");
  anew.line(complete(220, 200, 20)).line(complete(55, 50, 5));
  EXPECT_EQ(sums_of(anew), (Sums{180 + 30, 40, 0, 25}));
}

TEST(Goose, AnErrorIsTheEndEvenWhenTotalsFollow) {
  Feeding f("goose");
  f.line(R"({"type":"error","error":"connection refused"})").line(complete(110, 100, 10)).end();
  EXPECT_EQ(trace_of_run(f).status, RunStatus::error);
  EXPECT_EQ(trace_of_run(f).error_code, "network_error");
}

TEST(Goose, IsToldByItsMessages) {
  EXPECT_EQ(Detector().add(goose("user", "")), "goose");
  EXPECT_EQ(Detector().add(complete(1, 1, 0)), "goose");
}

}  // namespace
}  // namespace trace::dialects
