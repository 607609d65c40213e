#include "formats/timeline.h"

#include <gtest/gtest.h>

#include <string>

namespace trace::formats {
namespace {

constexpr std::int64_t kStart = 1'763'607'600'000'000;

template <typename F>
std::string written(const F& write) {
  StringSink sink;
  const auto zone = calendar::Zone::utc();
  Timeline timeline(sink, zone);
  write(timeline);
  sink.close();
  return sink.text();
}

TEST(Timeline, TheHeadLeavesOutWhatIsNotKnown) {
  model::TraceChange trace;
  trace.id = "t1";
  trace.title = "x\x1B[1m";
  trace.source = "cli";
  trace.status = model::RunStatus::error;
  trace.error_code = "exit_1";
  trace.started_at = base::UnixMicros{kStart};
  trace.duration_ms = 65'000;
  EXPECT_EQ(written([&](Timeline& t) { t.head(trace, 3, 1); }),
            "Trace t1\n"
            "  Title     x\\x1b[1m\n"
            "  Source    cli\n"
            "  Status    error (exit_1)\n"
            "  Started   2025-11-20 03:00:00 +00:00\n"
            "  Took      1 min 05 s\n"
            "  Events    3, errors 1\n");
}

TEST(Timeline, AnEventIsOneLine) {
  TimelineRow row{7, {kStart + 1'250'000}, model::Level::warn, "tool_result", "a\nb", 350};
  EXPECT_EQ(written([&](Timeline& t) {
              t.start_at({kStart});
              t.begin_events();
              t.event(row);
            }),
            "\nTimeline\n"
            "  #7      03:00:01 +1.250s      warn  tool_result         (350 ms) a\\nb\n");
}

TEST(Timeline, UnknownCostIsNotZero) {
  UsageTotals totals;
  model::Request request;
  request.tokens.input = 5;
  totals.add(request);
  EXPECT_EQ(written([&](Timeline& t) { t.usage(totals); }),
            "  Requests  1, input 5\n  Cost      unknown\n");
  request.cost_nusd = 500'000'000;
  totals.add(request);
  EXPECT_EQ(written([&](Timeline& t) { t.usage(totals); }),
            "  Requests  2, input 10\n  Cost      $0.5, without 1 of unknown cost\n");
}

TEST(Timeline, KeyEventsSayHowManyMoreThereAre) {
  KeyEvents key;
  key.errors = 2;
  key.first_errors.push_back({1, {0}, model::Level::error, "x", "broke", std::nullopt});
  key.slowest.push_back({12'345, "#4 Bash"});
  key.dearest.push_back({1'000'000, "m1"});
  EXPECT_EQ(written([&](Timeline& t) { t.key_events(key); }),
            "\nKey events\n"
            "Errors: 2, the first of them\n"
            "  #1      00:00:00 +0.000s      error x                   broke\n"
            "Slowest\n"
            "  12.3 s    #4 Bash\n"
            "Most expensive\n"
            "  $0.001    m1\n");
}

TEST(Timeline, SpansReadAsPeopleSayThem) {
  const auto span = [](std::int64_t ms) {
    std::string out;
    append_span(out, ms);
    return out;
  };
  EXPECT_EQ(span(999), "999 ms");
  EXPECT_EQ(span(59'999), "59.9 s");
  EXPECT_EQ(span(60'000), "1 min 00 s");
  EXPECT_EQ(span(3'600'000 + 7 * 60'000), "1 h 07 min");
}

}  // namespace
}  // namespace trace::formats
