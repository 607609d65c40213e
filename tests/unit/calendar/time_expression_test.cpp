#include "calendar/time_expression.h"

#include "calendar/rfc3339.h"

#include <gtest/gtest.h>

namespace trace::calendar {
namespace {

// Saturday 2026-11-21 01:15:45.5 UTC, in Shanghai 09:15:45.5.
const base::UnixMicros kNow = parse_rfc3339("2026-11-21T01:15:45.5Z").value();

std::string read(const char* text, const char* zone = "Asia/Shanghai") {
  const auto at = parse_time(text, TimeContext{kNow, zone, ""});
  return at ? rfc3339(*at) : at.error().message;
}

TEST(TimeExpression, ReadsRfc3339) {
  EXPECT_EQ(read("2026-11-20T03:00:00Z"), "2026-11-20T03:00:00.000000Z");
  EXPECT_EQ(read("2026-11-20T03:00:00.25+08:00"), "2026-11-19T19:00:00.250000Z");
}

TEST(TimeExpression, ADateIsTheStartOfThatDayInTheZone) {
  EXPECT_EQ(read("2026-11-20"), "2026-11-19T16:00:00.000000Z");
  EXPECT_EQ(read("2026-11-20", "UTC"), "2026-11-20T00:00:00.000000Z");
  EXPECT_EQ(read("2026-11-20 UTC"), "2026-11-20T00:00:00.000000Z");
  EXPECT_EQ(read("2024-03-10", "America/Havana"), "2024-03-10T05:00:00.000000Z");
}

TEST(TimeExpression, ADateWithAClockMayNameItsZone) {
  EXPECT_EQ(read("2026-11-20 03:00 Asia/Shanghai", "UTC"), "2026-11-19T19:00:00.000000Z");
  EXPECT_EQ(read("2026-11-20 03:00:07.5", "UTC"), "2026-11-20T03:00:07.500000Z");
  EXPECT_EQ(read("2026-11-20T03:00 America/New_York"), "2026-11-20T08:00:00.000000Z");
  EXPECT_EQ(read("2026-11-20 03:00 +05:45"), "2026-11-19T21:15:00.000000Z");
}

TEST(TimeExpression, AClockThatWasSkippedIsTheMomentOfTheSkip) {
  EXPECT_EQ(read("2026-03-29 02:30 Europe/Berlin"), "2026-03-29T01:00:00.000000Z");
}

TEST(TimeExpression, AClockThatCameTwiceIsTheFirst) {
  EXPECT_EQ(read("2026-11-01 01:30 America/New_York"), "2026-11-01T05:30:00.000000Z");
}

TEST(TimeExpression, ReadsNamedDays) {
  EXPECT_EQ(read("now"), "2026-11-21T01:15:45.500000Z");
  EXPECT_EQ(read("today"), "2026-11-20T16:00:00.000000Z");
  EXPECT_EQ(read("today UTC"), "2026-11-21T00:00:00.000000Z");
  EXPECT_EQ(read("yesterday"), "2026-11-19T16:00:00.000000Z");
  EXPECT_EQ(read("yesterday America/New_York"), "2026-11-19T05:00:00.000000Z");
}

TEST(TimeExpression, LengthsLieBeforeNow) {
  EXPECT_EQ(read("2h ago"), "2026-11-20T23:15:45.500000Z");
  EXPECT_EQ(read("2 hours ago"), "2026-11-20T23:15:45.500000Z");
  EXPECT_EQ(read("-90m"), "2026-11-20T23:45:45.500000Z");
  EXPECT_EQ(read("7d"), "2026-11-14T01:15:45.500000Z");
  EXPECT_EQ(read("1h30m"), "2026-11-20T23:45:45.500000Z");
  EXPECT_EQ(read("+2h"), "2026-11-21T03:15:45.500000Z");
}

TEST(TimeExpression, SmallMIsAMinuteAndBigMIsAMonth) {
  EXPECT_EQ(read("1m"), "2026-11-21T01:14:45.500000Z");
  EXPECT_EQ(read("1M"), "2026-10-21T01:15:45.500000Z");
  EXPECT_EQ(read("1y ago"), "2025-11-21T01:15:45.500000Z");
}

TEST(TimeExpression, AMonthBeforeThe31stEndsInTheShorterMonth) {
  const base::UnixMicros march31 = parse_rfc3339("2026-03-31T12:00:00Z").value();
  const auto at = parse_time("1M", TimeContext{march31, "UTC", ""});
  ASSERT_TRUE(at);
  EXPECT_EQ(rfc3339(*at), "2026-02-28T12:00:00.000000Z");
}

TEST(TimeExpression, MonthsKeepTheClockAcrossAClockChange) {
  const base::UnixMicros november = parse_rfc3339("2026-11-15T12:00:00Z").value();
  const auto at = parse_time("1M", TimeContext{november, "America/New_York", ""});
  ASSERT_TRUE(at);
  EXPECT_EQ(rfc3339(*at), "2026-10-15T11:00:00.000000Z");
}

TEST(TimeExpression, ReadsSecondsSinceTheEpoch) {
  EXPECT_EQ(read("@1700000000"), "2023-11-14T22:13:20.000000Z");
  EXPECT_EQ(read("@1700000000.25"), "2023-11-14T22:13:20.250000Z");
  EXPECT_EQ(read("@-1"), "1969-12-31T23:59:59.000000Z");
}

TEST(TimeExpression, UnknownTextIsRefusedWithThreeExamples) {
  for (const char* text : {"",
                           "soon",
                           "2026",
                           "2026-13-01",
                           "2026-02-30",
                           "2026-11-20 25:00",
                           "7",
                           "7q",
                           "-",
                           "@",
                           "@x",
                           "ago",
                           "2h later",
                           "-2h ago",
                           "today2",
                           "99999999999999y",
                           "999999999999999999d",
                           "@999999999999999999",
                           "2026-11-20x",
                           "1.5M"}) {
    const auto at = parse_time(text, TimeContext{kNow, "UTC", ""});
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error().code, base::Errc::bad_usage) << text;
    EXPECT_EQ(at.error().message,
              std::string("bad time '") + text +
                  "'; try '2026-11-20 03:00', '2h ago' or '2026-11-20T03:00:00Z'");
  }
}

TEST(TimeExpression, AnUnknownZoneIsNamed) {
  EXPECT_EQ(
      read("today Asia/Nowhere"),
      "unknown time zone 'Asia/Nowhere'; try 'local', 'UTC' or a name such as 'Asia/Shanghai'");
}

}  // namespace
}  // namespace trace::calendar
