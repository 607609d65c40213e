#include "unit/dialects/facts.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;

std::string entry(const std::string& members) {
  return R"({"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1763607600500000",)" + members + "}";
}

SeenEvent event_of(const std::string& members) {
  return Feeding("journald").line(entry(members)).events.at(0);
}

TEST(Journald, NumbersAreTextAndTimesAreMicroseconds) {
  const auto event = event_of(R"("PRIORITY":"4","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"hi")");
  EXPECT_EQ(event.at, base::UnixMicros{1'763'607'600'500'000});
  EXPECT_EQ(event.level, Level::warn);
  EXPECT_EQ(event.type, "sshd");
  EXPECT_EQ(event.source_id, "s=1;i=2");
  EXPECT_EQ(event.flags, 0U);
}

TEST(Journald, PrioritiesAreLevels) {
  const std::vector<Level> levels{Level::error, Level::error, Level::error, Level::error,
                                  Level::warn,  Level::info,  Level::info,  Level::debug};
  for (std::size_t i = 0; i < levels.size(); ++i)
    EXPECT_EQ(event_of(R"("PRIORITY":")" + std::to_string(i) + R"(")").level, levels[i]) << i;
  EXPECT_EQ(event_of(R"("MESSAGE":"no priority")").level, Level::info);
}

TEST(Journald, RepeatedFieldsAreArraysBytesAreNumbersAndLongOnesAreNull) {
  EXPECT_EQ(event_of(R"("SYSLOG_IDENTIFIER":["a","b"])").type, "a");
  EXPECT_EQ(event_of(R"("SYSLOG_IDENTIFIER":[255,104],"_COMM":"cat")").type, "cat");
  EXPECT_EQ(event_of(R"("SYSLOG_IDENTIFIER":null,"MESSAGE":null)").type, "log");
  EXPECT_EQ(event_of(R"("PRIORITY":["3","6"])").level, Level::error);
}

TEST(Journald, IsToldByItsCursor) {
  EXPECT_EQ(Detector().add(entry(R"("MESSAGE":"x")")), "journald");
}

}  // namespace
}  // namespace trace::dialects
