#include "store/run_scope.h"

#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace trace::store {
namespace {

std::int64_t status_of(StoreSink& sink) {
  Statement statement(sink.database(), "SELECT status FROM traces");
  return statement.step()->i64(0);
}

model::TraceChange skill_run() {
  model::TraceChange run;
  run.source = "skill";
  return run;
}

TEST(RunScope, EndsAsItIsTold) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  RunScope run(sink, skill_run());
  run.log("step", model::Level::info, "half way");
  EXPECT_EQ(status_of(sink), static_cast<int>(model::RunStatus::running));
  run.finish(model::RunStatus::success);
  run.finish(model::RunStatus::error);
  EXPECT_EQ(status_of(sink), static_cast<int>(model::RunStatus::success));
}

TEST(RunScope, AnExceptionEndsItAsAnError) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  try {
    const RunScope run(sink, skill_run());
    throw std::runtime_error("something");
  } catch (const std::runtime_error&) {
    EXPECT_EQ(status_of(sink), static_cast<int>(model::RunStatus::error));
  }
}

}  // namespace
}  // namespace trace::store
