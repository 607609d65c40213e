#include "common/time_range.h"

#include "base/error.h"

namespace trace::cli {
namespace {

constexpr base::UnixMicros kNow{1'763'600'000'000'000};

TEST(TimeRange, WhatIsNotSaidIsNotBounded) {
  const TimeRange range = read_times("", "", "UTC", Environment({}), kNow);
  EXPECT_FALSE(range.since || range.until);
}

TEST(TimeRange, BothEndsAreReadInTheZone) {
  const TimeRange range = read_times("1h", "@1763600000", "UTC", Environment({}), kNow);
  EXPECT_EQ(range.since->v, kNow.v - 3'600'000'000);
  EXPECT_EQ(range.until->v, kNow.v);
}

TEST(TimeRange, ABadTimeNamesTheOption) {
  try {
    read_times("whenever", "", "UTC", Environment({}), kNow);
    FAIL();
  } catch (const base::Failure& failure) {
    EXPECT_EQ(failure.code(), base::Errc::bad_usage);
    EXPECT_TRUE(std::string(failure.what()).starts_with("bad value for --since: "));
  }
}

TEST(TimeRange, AnEndBeforeTheBeginningIsRefused) {
  EXPECT_THROW(read_times("1h", "2h", "UTC", Environment({}), kNow), base::Failure);
}

TEST(TimeRange, TheClockIsFixedUnderSourceDateEpoch) {
  EXPECT_EQ(make_clock(Environment({"SOURCE_DATE_EPOCH=5"}))->now().v, 5'000'000);
  EXPECT_GT(make_clock(Environment({}))->now().v, kNow.v);
  EXPECT_THROW(make_clock(Environment({"SOURCE_DATE_EPOCH=soon"})), base::Failure);
}

}  // namespace
}  // namespace trace::cli
