#include "dialects/text_time.h"

#include "calendar/rfc3339.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

std::string leading(std::string_view text, const std::string& zone = "UTC") {
  const auto found = leading_time(text, *calendar::Zone::load(zone));
  return found ? calendar::rfc3339(found->at) + "|" + std::string(text.substr(found->size)) : "";
}

std::string bsd(std::string_view text, std::string_view arrived, const std::string& zone = "UTC") {
  const auto found =
      leading_bsd_time(text, *calendar::parse_rfc3339(arrived), *calendar::Zone::load(zone));
  return found ? calendar::rfc3339(found->at) : "";
}

TEST(TextTime, RelativesOfRfc3339AreRead) {
  EXPECT_EQ(leading("2025-11-20T03:00:00.5Z x"), "2025-11-20T03:00:00.500000Z| x");
  EXPECT_EQ(leading("2025-11-20 03:00:00,123 - app"), "2025-11-20T03:00:00.123000Z| - app");
  EXPECT_EQ(leading("2025/11/20 03:00:00 [error]"), "2025-11-20T03:00:00.000000Z| [error]");
  EXPECT_EQ(leading("[2025-11-20 03:00:00] x"), "2025-11-20T03:00:00.000000Z| x");
  EXPECT_EQ(leading("2025-11-20 03:00:00 +0800 x"), "2025-11-19T19:00:00.000000Z| x");
  EXPECT_EQ(leading("2025-11-20T03:00:00-05:30"), "2025-11-20T08:30:00.000000Z|");
}

TEST(TextTime, OthersAreNot) {
  EXPECT_EQ(leading("2025-13-20T03:00:00Z"), "");
  EXPECT_EQ(leading("2025-02-30 03:00:00"), "");
  EXPECT_EQ(leading("2025-11-20 25:00:00"), "");
  EXPECT_EQ(leading("[16:29:14.606] x"), "");
  EXPECT_EQ(leading("127.0.0.1"), "");
}

TEST(TextTime, AReadingWithoutAZoneIsInTheOneGiven) {
  EXPECT_EQ(leading("2025-11-20 03:00:00", "Asia/Shanghai"), "2025-11-19T19:00:00.000000Z|");
  EXPECT_EQ(leading("2025-11-20 03:00:00Z", "Asia/Shanghai"), "2025-11-20T03:00:00.000000Z|");
}

TEST(TextTime, TheYearOfASyslogLineComesFromItsArrival) {
  EXPECT_EQ(bsd("Nov  3 09:23:38 h", "2026-11-21T00:00:00Z"), "2026-11-03T09:23:38.000000Z");
  EXPECT_EQ(bsd("Dec 31 23:59:58 h", "2026-01-01T00:00:05Z"), "2025-12-31T23:59:58.000000Z");
  EXPECT_EQ(bsd("Jan  1 00:00:01 h", "2025-12-31T23:59:59Z"), "2026-01-01T00:00:01.000000Z");
  EXPECT_EQ(bsd("Jan 15 00:00:00 h", "2025-12-31T23:59:59Z"), "2025-01-15T00:00:00.000000Z");
  EXPECT_EQ(bsd("Feb 29 12:00:00 h", "2026-03-01T00:00:00Z"), "2024-02-29T12:00:00.000000Z");
  EXPECT_EQ(bsd("Nov  3 09:00:00 h", "2026-11-21T00:00:00Z", "Asia/Shanghai"),
            "2026-11-03T01:00:00.000000Z");
  EXPECT_EQ(bsd("Nov 33 09:00:00 h", "2026-11-21T00:00:00Z"), "");
  EXPECT_EQ(bsd("November 3", "2026-11-21T00:00:00Z"), "");
}

}  // namespace
}  // namespace trace::dialects
