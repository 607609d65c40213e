#include "calendar/rfc3339.h"

#include <gtest/gtest.h>

namespace trace::calendar {
namespace {

using base::UnixMicros;

TEST(Rfc3339, PrintsMicrosecondsInUtc) {
  EXPECT_EQ(rfc3339(UnixMicros{0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(rfc3339(UnixMicros{1'700'000'000'123'456}), "2023-11-14T22:13:20.123456Z");
  EXPECT_EQ(rfc3339(UnixMicros{951'782'399'999'999}), "2000-02-28T23:59:59.999999Z");
  EXPECT_EQ(rfc3339(UnixMicros{951'782'400'000'000}), "2000-02-29T00:00:00.000000Z");
}

TEST(Rfc3339, PrintsTimesBeforeTheEpoch) {
  EXPECT_EQ(rfc3339(UnixMicros{-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(rfc3339(UnixMicros{-86'400'000'000}), "1969-12-31T00:00:00.000000Z");
}

TEST(Rfc3339, PrintsEveryValueOfTheType) {
  EXPECT_FALSE(rfc3339(UnixMicros{INT64_MAX}).empty());
  EXPECT_FALSE(rfc3339(UnixMicros{INT64_MIN}).empty());
}

TEST(Rfc3339, ReadsOffsetsFractionsAndLeapSeconds) {
  EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20Z"), UnixMicros{1'700'000'000'000'000});
  EXPECT_EQ(parse_rfc3339("2023-11-15T03:58:20+05:45"), UnixMicros{1'700'000'000'000'000});
  EXPECT_EQ(parse_rfc3339("2023-11-14t17:13:20.5-05:00"), UnixMicros{1'700'000'000'500'000});
  EXPECT_EQ(parse_rfc3339("2023-11-14 22:13:20.123456789Z"), UnixMicros{1'700'000'000'123'456});
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), UnixMicros{1'483'228'800'000'000});
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const char* text : {"", "2023", "2023-11-14", "2023-11-14T22:13:20", "2023-02-29T00:00:00Z",
                           "2023-13-01T00:00:00Z", "2023-11-14T24:00:00Z", "2023-11-14T22:60:00Z",
                           "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20.Z",
                           "2023-11-14T22:13:20+0545", "2023-11-14T22:13:20+24:00"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Rfc3339, ReadsWhatItPrints) {
  for (std::int64_t v = -4'000'000'000'000'000; v < 4'000'000'000'000'000;
       v += 77'777'777'777'777) {
    EXPECT_EQ(parse_rfc3339(rfc3339(UnixMicros{v})), UnixMicros{v});
  }
}

}  // namespace
}  // namespace trace::calendar
