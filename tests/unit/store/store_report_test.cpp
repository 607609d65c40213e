#include "store/store_report.h"

#include "support/sample_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace trace::store {
namespace {

using tests::SampleStore;

constexpr std::int64_t kNow = 1'700'000'000'000'000;
constexpr std::int64_t kMinute = 60'000'000;

TEST(StoreReport, CountsRowsAndStates) {
  SampleStore store;
  const auto trace =
      store.add(SampleStore::Trace{.id = "a", .at = kNow - 90 * kMinute, .status = 1});
  store.add(SampleStore::Trace{.id = "b", .at = kNow - 2000 * kMinute});
  store.add(SampleStore::Request{.id = "r", .at = kNow - kMinute, .trace = trace});
  store.add_event(trace, "x", "1");
  Database db = store.reader();
  const StoreReport report = report_store(db, {kNow});
  EXPECT_EQ(report.traces, 2);
  EXPECT_EQ(report.events, 1);
  EXPECT_EQ(report.requests, 1);
  EXPECT_EQ(report.running, 1);
  EXPECT_EQ(report.oldest, base::UnixMicros{kNow - 2000 * kMinute});
  EXPECT_EQ(report.newest, base::UnixMicros{kNow - 90 * kMinute});
  EXPECT_EQ(report.requests_last_hour, 1);
  EXPECT_EQ(report.traces_last_day, 1);
  EXPECT_EQ(static_cast<std::uintmax_t>(report.bytes), std::filesystem::file_size(store.path()));
  EXPECT_GT(report.wal_bytes, 0);
}

TEST(StoreReport, FindsTheEventsOfASpanByHalving) {
  SampleStore store;
  const auto trace = store.add(SampleStore::Trace{.id = "a", .at = kNow - 100 * kMinute});
  for (int i = 0; i < 100; ++i) store.add_event(trace, "x", "1");
  store.writer().exec("UPDATE events SET at = " + std::to_string(kNow) +
                      " - (100 - id) * 60000000");
  Database db = store.reader();
  const StoreReport report = report_store(db, {kNow});
  EXPECT_EQ(report.events_last_hour, 61);
  EXPECT_EQ(report.events_last_minute, 2);
}

TEST(StoreReport, AnEmptyStoreHasNothing) {
  SampleStore store;
  Database db = store.reader();
  const StoreReport report = report_store(db, {kNow});
  EXPECT_EQ(report.events, 0);
  EXPECT_EQ(report.events_last_hour, 0);
  EXPECT_FALSE(report.oldest);
}

TEST(StoreReport, TablesHaveSizes) {
  SampleStore store;
  Database db = store.reader();
  const auto sizes = table_sizes(db);
  ASSERT_FALSE(sizes.empty());
  EXPECT_GE(sizes.front().second, sizes.back().second);
}

}  // namespace
}  // namespace trace::store
