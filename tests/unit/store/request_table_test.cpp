#include "support/temp_dir.h"

#include "store/store_sink.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace trace::store
