#include "dialects/run_trace.h"

#include "dialects/tool_calls.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

TEST(RunTrace, OpensOnceAndTakesTheFirstPromptAsItsTitle) {
  RunTrace run(trace_id_of("codex", "s1"), "s1");
  ingest::Parsed out;
  run.open({5}, out);
  run.open({6}, out);
  run.entitle("  ", out);
  run.entitle("fix\n the  build", out);
  run.entitle("again", out);
  ASSERT_EQ(out.before.size(), 2U);
  const auto& opened = std::get<model::TraceChange>(out.before[0]);
  EXPECT_EQ(opened.session_id, "s1");
  EXPECT_EQ(opened.started_at->v, 5);
  EXPECT_EQ(std::get<model::TraceChange>(out.before[1]).title, "fix the build");
}

TEST(RunTrace, TheIdDependsOnAgentAndSession) {
  EXPECT_EQ(trace_id_of("codex", "s1"), trace_id_of("codex", "s1"));
  EXPECT_NE(trace_id_of("codex", "s1"), trace_id_of("codex", "s2"));
  EXPECT_NE(trace_id_of("codex", "s1"), trace_id_of("gemini", "s1"));
}

TEST(ToolCalls, AResultFindsItsCallOnce) {
  ToolCalls calls;
  calls.called("c1", "bash", base::UnixMicros{1'000'000});
  calls.called("c2", "read", std::nullopt);
  const auto bash = calls.answered("c1", base::UnixMicros{3'500'000});
  ASSERT_TRUE(bash);
  EXPECT_EQ(bash->tool, "bash");
  EXPECT_EQ(bash->duration_ms, 2500);
  EXPECT_FALSE(calls.answered("c1", base::UnixMicros{4'000'000}));
  EXPECT_FALSE(calls.answered("c2", base::UnixMicros{4'000'000})->duration_ms);
  EXPECT_FALSE(calls.has_open());
}

}  // namespace
}  // namespace trace::dialects
