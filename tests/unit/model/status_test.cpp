#include "model/status.h"

#include <gtest/gtest.h>

namespace trace::model {
namespace {

TEST(RunStatus, TheWholeTableOfTransitions) {
  constexpr bool kMay[7][7] = {{false, true, true, true, true, true, true},
                               {false, false, true, true, true, true, true},
                               {},
                               {},
                               {},
                               {},
                               {}};
  for (int from = 0; from < 7; ++from)
    for (int to = 0; to < 7; ++to)
      EXPECT_EQ(may_follow(static_cast<RunStatus>(from), static_cast<RunStatus>(to)),
                kMay[from][to])
          << from << "->" << to;
}

TEST(RunStatus, OldNamesAreUnderstoodAndNewNamesWritten) {
  EXPECT_EQ(parse_run_status("succeeded"), RunStatus::success);
  EXPECT_EQ(parse_run_status("failed"), RunStatus::error);
  EXPECT_EQ(parse_run_status("pending"), RunStatus::queued);
  EXPECT_EQ(name(RunStatus::success), "success");
  EXPECT_FALSE(parse_run_status("done-ish"));
}

}  // namespace
}  // namespace trace::model
