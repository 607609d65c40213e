#include "unit/dialects/feeding.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::EventFlag;
using model::Level;

TEST(Text, EveryLineThatIsNotBlankIsAnEvent) {
  Feeding f("text");
  f.line("one").line("").line(" \r").line("two");
  EXPECT_EQ(f.per_line, (std::vector<std::size_t>{1, 0, 0, 1}));
  EXPECT_EQ(f.events[0].type, "text");
  EXPECT_EQ(f.events[0].trace, "fresh");
  EXPECT_EQ(f.events[0].flags, EventFlag::text | EventFlag::arrival_time);
  EXPECT_EQ(f.misunderstood, 0U);
}

TEST(Text, TheFirstWordTellsTheLevel) {
  const std::vector<std::pair<std::string, Level>> cases{
      {"ERROR disk full", Level::error},
      {"error: no such file", Level::error},
      {"Traceback (most recent call last):", Level::error},
      {"panic: runtime error", Level::error},
      {"\x1b[31mERROR\x1b[0m red", Level::error},
      {"[error] nginx", Level::error},
      {"WARNING: old", Level::warn},
      {"warn old", Level::warn},
      {"errors: 0", Level::info},
      {"no error here", Level::info},
  };
  for (const auto& [line, level] : cases) {
    Feeding f("text");
    EXPECT_EQ(f.line(line).events[0].level, level) << line;
  }
}

TEST(Text, TheTraceIsOpenedByTheFirstEventAndEndedAtTheEnd) {
  Feeding f("text", {"given", "fresh"});
  const auto traces = f.line("one").line("two").end().changes<model::TraceChange>();
  ASSERT_EQ(traces.size(), 2U);
  EXPECT_EQ(traces[0].id, "given");
  EXPECT_EQ(traces[0].status, model::RunStatus::running);
  EXPECT_EQ(traces[0].started_at, base::UnixMicros{Feeding::kStart + 1'000'000});
  EXPECT_EQ(traces[1].status, model::RunStatus::success);
  EXPECT_EQ(traces[1].ending, model::Ending::reported);
}

TEST(Text, AnInputWithoutLinesIsARunToo) {
  Feeding f("text");
  EXPECT_EQ(f.end().changes<model::TraceChange>().size(), 2U);
}

TEST(Text, TheEndStateIsTheOneAskedFor) {
  ingest::DialectContext context{"", "fresh"};
  context.eof_status = model::RunStatus::abandoned;
  Feeding f("text", context);
  const auto traces = f.end().changes<model::TraceChange>();
  EXPECT_EQ(traces[1].status, model::RunStatus::abandoned);
  EXPECT_EQ(traces[1].ending, model::Ending::provisional);
}

TEST(Registry, AnUnknownNameIsNoDialect) {
  EXPECT_EQ(make("pascal", {}), nullptr);
  for (const auto& entry : all()) EXPECT_EQ(make(entry.name, {})->name(), entry.name);
}

}  // namespace
}  // namespace trace::dialects
