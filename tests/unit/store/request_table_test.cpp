#include "support/temp_dir.h"

#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace trace::store {
namespace {

// A report that saw the call begin and end at these seconds.
model::Request report(std::int64_t began, std::int64_t ended) {
  model::Request r;
  r.id = "m1";
  r.model = "opus";
  r.requested_at = {began * 1'000'000};
  r.responded_at = base::UnixMicros{ended * 1'000'000};
  r.duration_ms = (ended - began) * 1000;
  r.tokens.output = 5;
  return r;
}

struct Times {
  std::int64_t at, responded_at, duration_ms;
  bool operator==(const Times&) const = default;
};

// What a store says after these reports, in this order.
Times after(const std::vector<model::Request>& reports) {
  const support::TempDir dir;
  StoreSink sink({.path = dir / "t.db"});
  for (const auto& r : reports) {
    ingest::Batch batch;
    batch.changes.push_back({0, r});
    const ingest::Batch* pointer = &batch;
    sink.write({&pointer, 1});
  }
  Statement statement(sink.database(), "SELECT at, responded_at, duration_ms FROM requests");
  const auto row = statement.step();
  return {row->i64(0) / 1'000'000, row->i64(1) / 1'000'000, row->i64(2)};
}

TEST(RequestTable, AnotherRecordingOfACallDoesNotMakeItLonger) {
  const auto first = report(10, 13), second = report(500, 507);
  EXPECT_EQ(after({first, second}), (Times{10, 13, 3000}));
  EXPECT_EQ(after({second, first}), (Times{10, 13, 3000}));
}

TEST(RequestTable, ReportsOfOneRecordingWidenTheCall) {
  EXPECT_EQ(after({report(10, 11), report(10, 14)}), (Times{10, 14, 4000}));
  EXPECT_EQ(after({report(10, 14), report(10, 11)}), (Times{10, 14, 4000}));
}

TEST(RequestTable, AReportThatSawNoEndTakesThatOfAnother) {
  auto begun = report(10, 13);
  begun.responded_at.reset();
  begun.duration_ms.reset();
  EXPECT_EQ(after({begun, report(12, 15)}), (Times{10, 15, 5000}));
}

// A report, and which of two recorders makes it.
struct Told {
  std::size_t recorder;
  model::Request report;
};

void write(StoreSink& sink, const model::Request& report) {
  ingest::Batch batch;
  batch.changes.push_back({0, report});
  const ingest::Batch* pointer = &batch;
  sink.write({&pointer, 1});
}

// The row that two recorders of one store make of it.
std::string row_after(const std::vector<Told>& reports) {
  const support::TempDir dir;
  StoreSink first({.path = dir / "t.db"}), second({.path = dir / "t.db"});
  for (const auto& told : reports) write(told.recorder == 0 ? first : second, told.report);
  Statement statement(first.database(),
                      "SELECT format('%s %s %s %s %s %s %s', at, responded_at, duration_ms, "
                      "output_tokens, cost_nusd, cost_source, hex(line_uid)) FROM requests");
  return std::string(statement.step()->text(0));
}

TEST(RequestTable, ACostThatIsFoundInTheRunsTotalIsSaidInEveryOrder) {
  auto small = report(10, 13), large = report(10, 14);
  large.tokens.output = 9;
  auto small_fitted = small, large_fitted = large;
  small_fitted.cost_source = large_fitted.cost_source = model::CostSource::contained;
  const std::vector<Told> told{{0, small}, {0, small_fitted}, {1, large}, {1, large_fitted}};
  std::vector<std::size_t> order{0, 1, 2, 3};
  const auto expected = row_after(told);
  EXPECT_NE(expected.find(" 9  3 "), std::string::npos) << expected;
  do {
    std::vector<Told> shuffled;
    for (const auto i : order) shuffled.push_back(told[i]);
    EXPECT_EQ(row_after(shuffled), expected);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(RequestTable, AFittedCallKeepsWhatOthersSaidOfIt) {
  auto call = report(10, 13), faster = call, fitted = call;
  faster.ttft_ms = 70;
  faster.tokens.output = 1;
  fitted.cost_source = model::CostSource::contained;
  EXPECT_EQ(row_after({{0, call}, {1, faster}, {0, fitted}}),
            row_after({{1, faster}, {0, call}, {0, fitted}}));
}

}  // namespace
}  // namespace trace::store
