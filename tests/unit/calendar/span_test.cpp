#include "calendar/span.h"

#include <gtest/gtest.h>

namespace trace::calendar {
namespace {

std::int64_t ms(const char* text) {
  const auto duration = parse_duration(text);
  return duration ? duration->v : -1;
}

TEST(Duration, ReadsNumbersWithUnits) {
  EXPECT_EQ(ms("250ms"), 250);
  EXPECT_EQ(ms("30s"), 30'000);
  EXPECT_EQ(ms("5m"), 300'000);
  EXPECT_EQ(ms("2h"), 7'200'000);
  EXPECT_EQ(ms("7d"), 604'800'000);
  EXPECT_EQ(ms("1w"), 604'800'000);
  EXPECT_EQ(ms("1.5h"), 5'400'000);
  EXPECT_EQ(ms("1h30m"), 5'400'000);
  EXPECT_EQ(ms("2 hours 5 min"), 7'500'000);
  EXPECT_EQ(ms("0s"), 0);
}

TEST(Duration, AMonthHas30DaysAndAYear365) {
  EXPECT_EQ(ms("1M"), 30LL * 86'400'000);
  EXPECT_EQ(ms("1y"), 365LL * 86'400'000);
}

TEST(Duration, RefusesEverythingElse) {
  for (const char* text : {"", "5", "m", "-5m", "5 parsecs", "5m x", "9999999999999999999s",
                           "999999999999999999d", "999999999999999999M", "1..5h", "5m ago"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration) << text;
    EXPECT_EQ(duration.error().message,
              std::string("bad duration '") + text + "'; try '30s', '5m', '2h', '7d' or '250ms'");
  }
}

}  // namespace
}  // namespace trace::calendar
