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

TEST(Text, ALeadingTimeIsTheTimeOfTheLine) {
  Feeding f("text");
  f.line("2025-11-20T03:00:00.5Z\terror\tno disk")
      .line("time=2025-11-20T03:00:01Z level=WARN msg=x");
  EXPECT_EQ(f.events[0].at, base::UnixMicros{1'763'607'600'500'000});
  EXPECT_EQ(f.events[0].flags, EventFlag::text);
  EXPECT_EQ(f.events[0].level, Level::error);
  EXPECT_EQ(f.events[1].at, base::UnixMicros{1'763'607'601'000'000});
  EXPECT_EQ(f.events[1].level, Level::warn);
}

TEST(Text, ALevelStandsAmongTheFirstWords) {
  const std::vector<std::pair<std::string, Level>> cases{
      {"2025-11-20 03:00:00,123 - app - ERROR - no", Level::error},
      {"2025-11-20T03:00:00Z info Metrics", Level::info},
      {"[16:29:14.606] [WARN] slow", Level::warn},
      {"DEBUG cache hit", Level::debug},
      {"E1120 03:00:00.123456 main.go:1] no", Level::error},
      {R"(ts=1 caller=x level=error msg="no")", Level::error},
      {"the ERROR of my ways is long gone", Level::error},
      {"all is well but one ERROR", Level::info},
      {"error_count=0", Level::info},
      {"info: done", Level::info},
  };
  for (const auto& [line, level] : cases) {
    Feeding f("text");
    EXPECT_EQ(f.line(line).events[0].level, level) << line;
  }
}

TEST(Text, AStackTraceSharesLevelAndKeyWithItsHead) {
  Feeding f("text");
  f.line("Traceback (most recent call last):")
      .line("  File \"x.py\", line 1")
      .line("ValueError: no")
      .line("ready");
  EXPECT_EQ(f.events[1].level, Level::error);
  EXPECT_EQ(f.events[2].level, Level::error);
  EXPECT_EQ(f.events[2].key, f.events[0].key);
  EXPECT_EQ(f.events[3].level, Level::info);
  EXPECT_NE(f.events[3].key, f.events[0].key);
}

TEST(Text, WhereLinesBeginWithTheirTimeOneWithoutGoesOn) {
  Feeding f("text");
  f.line("2025-11-20T03:00:00Z error no").line("main.go:12").line("2025-11-20T03:00:01Z info ok");
  EXPECT_EQ(f.events[1].level, Level::error);
  EXPECT_EQ(f.events[1].at, f.events[0].at);
  EXPECT_EQ(f.events[2].level, Level::info);
}

TEST(Text, AnObjectAmongTextIsAnEventOfItsOwnOrBelongsToTheLineBefore) {
  Feeding f("text");
  f.line("ERROR sending message:")
      .line("{\n \"role\": \"user\"\n}")
      .line(R"({"level":"warn","time":"2025-11-20T03:00:00Z","msg":"x"})");
  EXPECT_EQ(f.events[1].level, Level::error);
  EXPECT_EQ(f.events[1].key, f.events[0].key);
  EXPECT_EQ(f.events[2].level, Level::warn);
  EXPECT_EQ(f.misunderstood, 0U);
}

}  // namespace
}  // namespace trace::dialects
