#include "common/progress.h"

namespace trace::cli {
namespace {

TEST(Progress, TellsRowsBytesRateAndTimeLeft) {
  const ProgressCount count{1234567, 10 << 20, std::uint64_t{30} << 20};
  EXPECT_EQ(progress_text(count, 2000), "1,234,567 rows  10.0 MiB  5.0 MiB/s  4 s left");
}

TEST(Progress, SaysNothingAboutTimeLeftWithoutASize) {
  EXPECT_EQ(progress_text({5, 100, std::nullopt}, 1000), "5 rows  100 B  100 B/s");
  EXPECT_EQ(progress_text({5, 100, 100}, 1000), "5 rows  100 B  100 B/s");
}

TEST(Progress, NeverMeansNothingOnStderr) {
  testing::internal::CaptureStderr();
  {
    Progress progress(When::never, 100);
    for (std::uint64_t i = 0; i < 100; ++i) progress.update(i, i);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace trace::cli
