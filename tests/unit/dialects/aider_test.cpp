#include "dialects/aider.h"

#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

const std::string kStart = "# aider chat started at 2026-01-01 10:00:00";
constexpr base::UnixMicros kAt{1'767'261'600'000'000};

std::vector<model::Request> calls(const Feeding& f) { return f.changes<model::Request>(); }

TEST(Aider, AChatIsATraceOfTextWithMarks) {
  Feeding f("aider");
  f.line(kStart).line("> Model: gpt-x with diff edit format").line("#### Fix the bug");
  f.line("").line("Done, see").line("the file.").line("> Applied edit to a.py").end();
  std::vector<std::string> types;
  for (const auto& e : f.events) types.push_back(e.type);
  EXPECT_EQ(types, (std::vector<std::string>{"init", "system", "user", "assistant", "assistant",
                                             "system"}));
  EXPECT_EQ(f.events[0].at, kAt);
  std::string title, model;
  for (const auto& change : f.changes<model::TraceChange>()) {
    if (!change.title.empty()) title = change.title;
    if (!change.model.empty()) model = change.model;
  }
  EXPECT_EQ(title, "Fix the bug");
  EXPECT_EQ(model, "gpt-x");
  const auto end = f.changes<model::TraceChange>().back();
  EXPECT_EQ(end.status, model::RunStatus::success);
  EXPECT_EQ(end.ending, model::Ending::provisional);
  EXPECT_EQ(end.result, R"("Done, see\nthe file.")");
}

TEST(AiderTraps, NumbersAreRoundedAndTheCostOfAMessageIsItsOwn) {
  Feeding f("aider");
  f.line(kStart).line("> Main model: m-1 with whole edit format");
  f.line("> Tokens: 12k sent, 1.1k received. Cost: $0.05 message, $0.12 session.");
  f.line("> Tokens: 8.5k sent, 2k cache write, 3k cache hit, 612 received.");
  ASSERT_EQ(calls(f).size(), 2U);
  EXPECT_EQ(calls(f)[0].tokens.input, 12'000);
  EXPECT_EQ(calls(f)[0].tokens.output, 1'100);
  EXPECT_EQ(calls(f)[0].cost_nusd, 50'000'000);
  EXPECT_EQ(calls(f)[0].model, "m-1");
  EXPECT_EQ(calls(f)[1].tokens.input, 3'500);
  EXPECT_EQ(calls(f)[1].tokens.cache_write, 2'000);
  EXPECT_EQ(calls(f)[1].tokens.cache_read, 3'000);
  EXPECT_EQ(calls(f)[1].tokens.output, 612);
  EXPECT_EQ(calls(f)[1].cost_nusd, std::nullopt);
  EXPECT_EQ(f.events[2].type, "usage");
}

TEST(Aider, AnotherStartIsAnotherRun) {
  Feeding f("aider"), again("aider");
  f.line(kStart).line("#### a").line("# aider chat started at 2026-01-02 10:00:00").end();
  EXPECT_NE(f.events[0].trace, f.events[2].trace);
  EXPECT_EQ(f.events[0].trace, again.line(kStart).events[0].trace);
  std::size_t ends = 0;
  for (const auto& change : f.changes<model::TraceChange>()) ends += change.ended_at ? 1 : 0;
  EXPECT_EQ(ends, 2U);
}

TEST(Aider, NumbersHaveUnits) {
  EXPECT_EQ(rounded_number("612"), 612);
  EXPECT_EQ(rounded_number("1.1k"), 1'100);
  EXPECT_EQ(rounded_number("1.5M"), 1'500'000);
  EXPECT_EQ(rounded_number("x"), std::nullopt);
  EXPECT_EQ(rounded_number("-5"), std::nullopt);
  EXPECT_EQ(rounded_number("5 k"), std::nullopt);
}

TEST(Aider, ItsFirstLineSettlesIt) {
  EXPECT_EQ(claim_aider(kStart), Claim::certain);
  EXPECT_EQ(claim_aider("# Heading"), Claim::none);
}

}  // namespace
}  // namespace trace::dialects
