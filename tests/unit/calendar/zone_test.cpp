#include "calendar/zone.h"

#include "calendar/rfc3339.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace trace::calendar {
namespace {

using base::UnixMicros;

UnixMicros at(const char* text) { return parse_rfc3339(text).value(); }
Zone zone(const char* name) { return Zone::load(name).or_throw(); }
std::string clock_in(const char* name, const char* text) {
  std::string out;
  zone(name).append_local(out, at(text));
  return out;
}

TEST(Zone, ShowsTheLocalClock) {
  EXPECT_EQ(clock_in("UTC", "2026-11-20T03:00:00Z"), "2026-11-20 03:00:00");
  EXPECT_EQ(clock_in("Asia/Shanghai", "2026-11-20T20:30:05Z"), "2026-11-21 04:30:05");
  EXPECT_EQ(clock_in("Asia/Kathmandu", "2026-11-20T18:15:00Z"), "2026-11-21 00:00:00");
  EXPECT_EQ(clock_in("+05:45", "2026-11-20T18:15:00Z"), "2026-11-21 00:00:00");
  EXPECT_EQ(clock_in("America/New_York", "2026-07-01T04:00:00Z"), "2026-07-01 00:00:00");
  EXPECT_EQ(clock_in("America/New_York", "2026-12-01T04:00:00Z"), "2026-11-30 23:00:00");
}

TEST(Zone, DayOfTheSpringClockChangeHas23Hours) {
  const Zone berlin = zone("Europe/Berlin");
  const UnixMicros noon = at("2026-03-29T10:00:00Z");
  EXPECT_EQ(berlin.floor(noon, Grain::day), at("2026-03-28T23:00:00Z"));
  EXPECT_EQ(berlin.next(noon, Grain::day), at("2026-03-29T22:00:00Z"));
}

TEST(Zone, DayOfTheAutumnClockChangeHas25Hours) {
  const Zone york = zone("America/New_York");
  const UnixMicros noon = at("2026-11-01T17:00:00Z");
  EXPECT_EQ(york.floor(noon, Grain::day), at("2026-11-01T04:00:00Z"));
  EXPECT_EQ(york.next(noon, Grain::day), at("2026-11-02T05:00:00Z"));
}

TEST(Zone, DayWhoseMidnightIsSkippedStartsAtTheSkip) {
  // Cuba's clocks jump from 00:00 to 01:00 on 2024-03-10.
  const Zone havana = zone("America/Havana");
  EXPECT_EQ(havana.floor(at("2024-03-10T12:00:00Z"), Grain::day), at("2024-03-10T05:00:00Z"));
  EXPECT_EQ(havana.next(at("2024-03-09T12:00:00Z"), Grain::day), at("2024-03-10T05:00:00Z"));
}

TEST(Zone, DayWhoseMidnightComesTwiceStartsAtTheFirst) {
  // Cuba's clocks go from 01:00 back to 00:00 on 2024-11-03.
  const Zone havana = zone("America/Havana");
  EXPECT_EQ(havana.floor(at("2024-11-03T12:00:00Z"), Grain::day), at("2024-11-03T04:00:00Z"));
  EXPECT_EQ(havana.next(at("2024-11-03T12:00:00Z"), Grain::day), at("2024-11-04T05:00:00Z"));
}

TEST(Zone, DaysOfQuarterHourZonesStartAtTheQuarter) {
  const Zone kathmandu = zone("Asia/Kathmandu");
  const UnixMicros noon = at("2026-11-20T06:00:00Z");
  EXPECT_EQ(kathmandu.floor(noon, Grain::day), at("2026-11-19T18:15:00Z"));
  EXPECT_EQ(kathmandu.next(noon, Grain::day), at("2026-11-20T18:15:00Z"));
  EXPECT_EQ(kathmandu.floor(noon, Grain::hour), at("2026-11-20T05:15:00Z"));
}

TEST(Zone, WeeksStartOnMondayAndMonthsOnTheFirst) {
  const Zone utc = Zone::utc();
  const UnixMicros friday = at("2026-11-20T03:00:00Z");
  EXPECT_EQ(utc.floor(friday, Grain::week), at("2026-11-16T00:00:00Z"));
  EXPECT_EQ(utc.next(friday, Grain::week), at("2026-11-23T00:00:00Z"));
  EXPECT_EQ(utc.floor(at("2026-11-16T00:00:00Z"), Grain::week), at("2026-11-16T00:00:00Z"));
  EXPECT_EQ(utc.floor(friday, Grain::month), at("2026-11-01T00:00:00Z"));
  EXPECT_EQ(utc.next(at("2026-12-31T23:59:59Z"), Grain::month), at("2027-01-01T00:00:00Z"));
}

TEST(Zone, EveryDayOfAYearFollowsTheOneBefore) {
  for (const char* name :
       {"America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"}) {
    const Zone here = zone(name);
    UnixMicros day = here.floor(at("2024-01-01T12:00:00Z"), Grain::day);
    for (int i = 0; i < 366; ++i) {
      const UnixMicros next = here.next(day, Grain::day);
      EXPECT_EQ(here.floor(UnixMicros{next.v - 1}, Grain::day), day) << name << " " << rfc3339(day);
      EXPECT_EQ(here.floor(next, Grain::day), next) << name << " " << rfc3339(next);
      day = next;
    }
  }
}

TEST(Zone, LocalIsWhatTheCallerFound) {
  std::string out;
  Zone::load("local", "Asia/Tokyo").or_throw().append_local(out, at("2026-11-20T00:00:00Z"));
  EXPECT_EQ(out, "2026-11-20 09:00:00");
  out.clear();
  Zone::load("local", ":EST5EDT,M3.2.0,M11.1.0")
      .or_throw()
      .append_local(out, at("2026-07-01T04:00:00Z"));
  EXPECT_EQ(out, "2026-07-01 00:00:00");
  out.clear();
  Zone::load("local", "No/Such").or_throw().append_local(out, at("2026-11-20T00:00:00Z"));
  EXPECT_EQ(out, "2026-11-20 00:00:00");
}

TEST(Zone, UnknownNamesAndPathsAreRefused) {
  for (const char* name : {"Asia/Nowhere", "", "/etc/localtime", "../UTC"}) {
    const auto loaded = Zone::load(name);
    ASSERT_FALSE(loaded) << name;
    EXPECT_EQ(loaded.error().code, base::Errc::bad_usage);
  }
}

TEST(ZoneDeathTest, MissingDatabaseNamesThePackage) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto load_without_database = [] {
    setenv("TZDIR", "/nonexistent", 1);
    const auto loaded = Zone::load("Asia/Shanghai");
    const bool told = !loaded && loaded.error().code == base::Errc::configuration &&
                      loaded.error().message.find("'tzdata'") != std::string::npos;
    std::_Exit(told && Zone::load("UTC") ? 0 : 1);
  };
  EXPECT_EXIT(load_without_database(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace trace::calendar
