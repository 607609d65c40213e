#include "dialects/syslog.h"

#include "calendar/rfc3339.h"
#include "unit/dialects/facts.h"

#include "dialects/detector.h"
#include "dialects/syslog_line.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;

std::optional<SyslogLine> read(std::string_view line) {
  LocalZone utc(calendar::Zone::utc());
  return read_syslog(line, base::UnixMicros{1'795'219'200'000'000}, utc);  // 2026-11-21
}

TEST(SyslogLine, Rfc3164) {
  const auto said = read("<34>Nov  3 09:23:38 veridian su[12]: 'su root' failed");
  ASSERT_TRUE(said);
  EXPECT_EQ(calendar::rfc3339(said->at), "2026-11-03T09:23:38.000000Z");
  EXPECT_EQ(said->level, Level::error);  // 34 is facility 4, severity 2
  EXPECT_EQ(said->host, "veridian");
  EXPECT_EQ(said->tag, "su");
  EXPECT_EQ(said->pid, "12");
  EXPECT_EQ(said->message, "'su root' failed");
}

TEST(SyslogLine, Rfc5424WithStructuredData) {
  const auto said =
      read(R"(<165>1 2025-11-20T03:00:00.5Z host app 99 ID47 [a x="1\"]" y="]"][b] hi)");
  ASSERT_TRUE(said);
  EXPECT_EQ(calendar::rfc3339(said->at), "2025-11-20T03:00:00.500000Z");
  EXPECT_EQ(said->level, Level::info);
  EXPECT_EQ(said->tag, "app");
  EXPECT_EQ(said->pid, "99");
  EXPECT_EQ(said->message, "hi");
  const auto nil = read("<11>1 - - - - - - text");
  ASSERT_TRUE(nil);
  EXPECT_EQ(nil->at.v, 1'795'219'200'000'000);
  EXPECT_EQ(nil->host, "");
  EXPECT_EQ(nil->message, "text");
}

TEST(SyslogLine, FilesOfTodaysDaemonsHaveRfc3339Times) {
  const auto said = read("2025-11-20T03:00:00.123456+02:00 host sshd[7]: ok");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->tag, "sshd");
  EXPECT_FALSE(said->is_certain);
  EXPECT_FALSE(read("2025-11-20 03:00:00 INFO main: started"));
}

TEST(SyslogLine, ATagIsNotAlwaysThere) {
  const auto said = read("Nov  3 09:23:38 veridian lookup for opt failed");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->tag, "");
  EXPECT_EQ(said->message, "lookup for opt failed");
  EXPECT_FALSE(read("<999>Nov  3 09:23:38 h x"));
  EXPECT_FALSE(read("Novel ideas for 09:23:38"));
}

TEST(Syslog, EventsHaveTagLevelTimeAndLinesThatGoOnJoinThem) {
  Feeding f("syslog");
  f.line("<28>1 2025-11-20T03:00:00Z host app 1 - - careful")
      .line("\tmore of it")
      .line("<30>1 2025-11-20T03:00:05Z host other 1 - - fine")
      .end();
  EXPECT_EQ(types_of(f), (Types{"app", "app", "other"}));
  EXPECT_EQ(f.events[0].level, Level::warn);
  EXPECT_EQ(f.events[1].level, Level::warn);
  EXPECT_EQ(f.events[1].at, f.events[0].at);
  EXPECT_EQ(f.events[1].key, f.events[0].key);
  EXPECT_NE(f.events[2].key, f.events[0].key);
  EXPECT_EQ(f.events[0].flags, model::EventFlag::text);
  EXPECT_EQ(f.misunderstood, 0U);
  std::string host;
  for (const auto& c : f.changes<model::TraceChange>()) host += c.host;
  EXPECT_EQ(host, "host");
}

TEST(Syslog, ALogThatWasWrittenBeforeIsATraceOfItsTime) {
  Feeding f("syslog");
  f.line("<30>1 2020-01-01T00:00:00Z h a 1 - - x").line("<30>1 2020-01-01T00:01:00Z h a 1 - - y");
  f.end();
  EXPECT_EQ(trace_of_run(f).started_at, calendar::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(trace_of_run(f).ended_at, calendar::parse_rfc3339("2020-01-01T00:01:00Z"));
}

TEST(Syslog, IsToldByPriorityOrByTimeHostAndTag) {
  EXPECT_EQ(Detector().add("<34>Nov  3 09:23:38 h su: x"), "syslog");
  EXPECT_EQ(Detector().add("Nov  3 09:23:38 h su[1]: x"), "syslog");
  Detector files;
  files.add("2025-11-20T03:00:00+02:00 host sshd[7]: ok");
  EXPECT_EQ(files.decide(), "syslog");
  Detector text;
  text.add("2025-11-20 03:00:00 INFO main: started");
  EXPECT_EQ(text.decide(), "text");
}

}  // namespace
}  // namespace trace::dialects
