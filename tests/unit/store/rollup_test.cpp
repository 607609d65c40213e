#include "store/rollup.h"

#include "support/old_store.h"
#include "support/store_rows.h"

#include "store/schema.h"
#include "store/usage_report.h"

#include <gtest/gtest.h>

#include <random>

namespace trace::store {
namespace {

using support::StoreRows;

constexpr std::int64_t kHour = 3'600'000'000;
const std::string kPrices = "p1";

// Days and hours that begin `shift` after those of UTC, as zones have them.
BucketStart shifted(std::int64_t shift) {
  return [shift](Dimension dimension, base::UnixMicros at) {
    const std::int64_t size = dimension == Dimension::hour ? kHour : 24 * kHour;
    const std::int64_t from = at.v - shift;
    return base::UnixMicros{from - ((from % size) + size) % size + shift};
  };
}

class Rollups : public testing::Test {
 protected:
  void add(int count, std::int64_t newest) {
    Statement insert(store_.db,
                     "INSERT INTO requests(id, uid, at, model, status, input_tokens, "
                     "output_tokens, cost_nusd, cost_source, duration_ms, ttft_ms) VALUES (?1, 'r' "
                     "|| ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    for (int i = 0; i < count; ++i) {
      const auto n = static_cast<std::int64_t>(random_() % 10'000);
      const std::optional<std::int64_t> maybe = n % 3 == 0 ? std::nullopt : std::optional(n);
      insert
          .with(next_id_++, newest - static_cast<std::int64_t>(random_()) % (72 * kHour), 3 + n % 2,
                n % 4, maybe, n % 7, maybe, n % 3 == 0 ? n % 2 * 3 : 1 + n % 2, n * n, maybe)
          .run();
    }
  }
  void refresh() { rollup_.refresh({1}); }
  std::string table() {
    std::string all;
    Statement(store_.db, "SELECT * FROM usage_rollups ORDER BY grain, bucket, model")
        .each([&](const Row& row) {
          for (int i = 0; i < row.columns(); ++i)
            all += std::string(row.is_null(i) ? "-" : row.text(i)) + "|";
          all += "\n";
        });
    return all;
  }
  std::vector<UsageGroup> count(const std::vector<Dimension>& by, const Filter& filter,
                                const BucketStart& bucket, const std::string& prices) {
    return UsageReport(store_.db).count(by, filter, bucket,
                                        {nullptr, CostMode::automatic, prices, 0});
  }
  // The sums answer as the rows do.
  void expect_same(const std::vector<Dimension>& by, const Filter& filter,
                   const BucketStart& bucket) {
    auto kept = count(by, filter, bucket, kPrices), rows = count(by, filter, bucket, "");
    ASSERT_EQ(kept.size(), rows.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      auto &a = kept[i].tally, &b = rows[i].tally;
      ASSERT_EQ(kept[i].key, rows[i].key);
      ASSERT_EQ(a.requests, b.requests);
      ASSERT_EQ(a.errors, b.errors);
      ASSERT_EQ(a.unpriced, b.unpriced);
      ASSERT_EQ(a.tokens.input, b.tokens.input);
      ASSERT_EQ(a.total_tokens, b.total_tokens);
      ASSERT_EQ(a.reported_nusd, b.reported_nusd);
      ASSERT_EQ(a.computed_nusd, b.computed_nusd);
      ASSERT_EQ(a.duration_ms.average(), b.duration_ms.average());
      ASSERT_EQ(a.ttft_ms.count(), b.ttft_ms.count());
      const auto p95 = b.duration_ms.percentile(95).value_or(0);
      ASSERT_NEAR(static_cast<double>(a.duration_ms.percentile(95).value_or(0)),
                  static_cast<double>(p95), 0.5 + 0.01 * static_cast<double>(p95));
    }
  }
  void expect_same_everywhere() {
    for (const std::int64_t shift : {0L, 5 * kHour + 3 * kHour / 4, -7 * kHour, kHour / 9}) {
      expect_same({Dimension::day, Dimension::model}, {}, shifted(shift));
      expect_same({Dimension::hour}, {}, shifted(shift));
    }
    Filter part;
    part.since = base::UnixMicros{950 * kHour + 1};
    part.until = base::UnixMicros{990 * kHour + 12'345'678};
    expect_same({}, part, shifted(0));
    expect_same({Dimension::model}, part, shifted(0));
    part.model = {"m1"};
    expect_same({Dimension::day}, part, shifted(kHour));
  }
  void rebuild_gives_the_same() {
    const std::string before = table();
    rollup_.rebuild({2});
    EXPECT_EQ(table(), before);
    EXPECT_FALSE(before.empty());
  }

  StoreRows store_;
  StoreLock lock_{store_.path()};
  std::mt19937 random_{42};
  Rollup rollup_{store_.db, lock_, {nullptr, CostMode::automatic, kPrices}};
  std::int64_t next_id_ = 100;
};

TEST_F(Rollups, SumsAnswerAsTheRowsDo) {
  add(600, 1'000 * kHour);
  refresh();
  expect_same_everywhere();
}

TEST_F(Rollups, ReadersAddWhatIsNotSummedYet) {
  add(300, 1'000 * kHour);
  refresh();
  add(300, 1'000 * kHour);  // new and late rows
  store_.db.exec("UPDATE requests SET input_tokens = 77, at = at + 5000000000 WHERE id % 9 = 0");
  store_.db.exec("DELETE FROM requests WHERE id % 11 = 0");
  expect_same_everywhere();
}

TEST_F(Rollups, ChangedMovedAndDeletedRowsAreSummedAgain) {
  add(400, 1'000 * kHour);
  refresh();
  store_.db.exec("UPDATE requests SET output_tokens = output_tokens + 1 WHERE id % 5 = 0");
  store_.db.exec("UPDATE requests SET at = at - 9000000000 WHERE id % 7 = 0");
  store_.db.exec("DELETE FROM requests WHERE id % 6 = 0");
  add(100, 1'010 * kHour);
  refresh();
  expect_same_everywhere();
  rebuild_gives_the_same();
}

TEST_F(Rollups, DoingItTwiceChangesNothing) {
  add(200, 1'000 * kHour);
  refresh();
  const std::string once = table();
  refresh();
  EXPECT_EQ(table(), once);
}

TEST_F(Rollups, OtherPricesAreNotAnsweredFromTheSums) {
  add(50, 1'000 * kHour);
  refresh();
  store_.db.exec("UPDATE usage_rollups SET requests = requests + 1");
  const auto requests = [&](const std::string& prices) {
    return count({}, {}, shifted(0), prices).front().tally.requests;
  };
  EXPECT_GT(requests(kPrices), 50);
  EXPECT_EQ(requests("p2"), 50);
  EXPECT_EQ(requests(""), 50);
}

TEST_F(Rollups, FewRequestsAreCountedFromTheRows) {
  add(50, 1'000 * kHour);
  refresh();
  store_.db.exec("UPDATE usage_rollups SET requests = 1000");
  EXPECT_EQ(UsageReport(store_.db)
                .count({}, {}, shifted(0), {nullptr, CostMode::automatic, kPrices, 51})
                .front()
                .tally.requests,
            50);
}

TEST_F(Rollups, OtherDimensionsAndFiltersAreCountedFromTheRows) {
  add(50, 1'000 * kHour);
  refresh();
  store_.db.exec("UPDATE usage_rollups SET requests = 0");
  Filter good;
  good.status = {"success"};
  EXPECT_EQ(count({}, good, shifted(0), kPrices).front().tally.errors, 0);
  EXPECT_GT(count({}, good, shifted(0), kPrices).front().tally.requests, 0);
  EXPECT_GT(count({Dimension::status}, {}, shifted(0), kPrices).front().tally.requests, 0);
}

std::string definitions(Database& db) {
  std::string all;
  Statement(db,
            "SELECT name, sql FROM sqlite_schema WHERE name LIKE 'usage%' AND type <> 'view' "
            "ORDER BY name")
      .each([&](const Row& row) {
        all += std::string(row.text(0)) + ": " + std::string(row.text(1)) + "\n";
      });
  return all;
}

TEST_F(Rollups, AnOlderStoreIsReadWithoutAndUpgradedToTheSame) {
  const std::string fresh = definitions(store_.db);
  const support::TempDir dir;
  const auto path = support::unpack_old_store(TRACE_SOURCE_DIR, dir, 1);
  auto reader = open_for_reading(path);
  const auto requests = Statement(reader, "SELECT count(*) FROM requests").step()->i64(0);
  EXPECT_GT(requests, 0);
  EXPECT_EQ(UsageReport(reader)
                .count({}, {}, shifted(0), {nullptr, CostMode::automatic, kPrices, 0})
                .front()
                .tally.requests,
            requests);
  auto upgraded = open_for_writing(path, Durability::memory);
  EXPECT_EQ(definitions(upgraded), fresh);
  EXPECT_EQ(version_of(upgraded), schema_version());
}

}  // namespace
}  // namespace trace::store
