#include "store/usage_report.h"

#include "support/sql_values.h"
#include "support/store_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace trace::store {
namespace {

using support::number;
using support::StoreRows;

base::UnixMicros hundreds(Dimension, base::UnixMicros at) { return {at.v / 100 * 100}; }

std::vector<UsageGroup> count(StoreRows& store, const std::vector<Dimension>& by,
                              const Filter& filter = {}) {
  return UsageReport(store.db).count(by, filter, hundreds);
}

// A request every 7 microseconds, in all kinds.
void many(StoreRows& store) {
  store.trace(1, "t1", 10);
  store.db.exec("UPDATE traces SET session = 's1'");
  store.db.exec(
      "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1200) "
      "INSERT INTO requests(id, uid, trace, at, model, token, status, input_tokens, output_tokens, "
      "cost_nusd, cost_source, duration_ms) SELECT i, 'r' || i, iif(i % 2, 1, NULL), i * 7, "
      "3 + i % 2, iif(i % 3, 6, NULL), i % 4, iif(i % 5, i, NULL), i % 11, iif(i % 6, i, NULL), "
      "iif(i % 6, 1 + i % 2, iif(i % 12, 0, 3)), iif(i % 7, i * 7919 % 1000, NULL) FROM c");
}

TEST(UsageReport, SumsEqualThoseOfSqlForEveryGroup) {
  StoreRows store;
  many(store);
  const auto groups = count(store, {Dimension::day, Dimension::model, Dimension::token});
  std::int64_t all = 0;
  for (const auto& group : groups) {
    const auto bucket = std::get<base::UnixMicros>(group.key[0]).v;
    const auto* token = std::get_if<std::string>(&group.key[2]);
    const std::string where =
        " FROM requests r JOIN dict m ON m.id = r.model WHERE r.at / 100 * 100 = " +
        std::to_string(bucket) + " AND m.name = '" + std::get<std::string>(group.key[1]) +
        "' AND r.token IS " + (token ? "6" : "NULL");
    const auto& tally = group.tally;
    ASSERT_EQ(tally.requests, number(store.db, "SELECT count(*)" + where));
    ASSERT_EQ(tally.errors, number(store.db, "SELECT total(status IN (1, 2))" + where));
    ASSERT_EQ(tally.tokens.input.value_or(-1),
              number(store.db, "SELECT coalesce(sum(input_tokens), -1)" + where));
    ASSERT_EQ(tally.cost_nusd.value_or(-1),
              number(store.db,
                     "SELECT coalesce(sum(iif(cost_source = 3, NULL, cost_nusd)), -1)" + where));
    ASSERT_EQ(tally.unpriced,
              number(store.db, "SELECT total(cost_nusd IS NULL AND cost_source <> 3)" + where));
    all += tally.requests;
  }
  EXPECT_EQ(all, 1200);
}

TEST(UsageReport, PercentilesAreThoseOfTheSortedValues) {
  StoreRows store;
  many(store);
  auto groups = count(store, {Dimension::model});
  for (auto& group : groups) {
    std::vector<std::int64_t> values;
    Statement(store.db,
              "SELECT duration_ms FROM requests r JOIN dict m ON m.id = r.model "
              "WHERE m.name = ?1 AND duration_ms IS NOT NULL ORDER BY 1")
        .with(std::get<std::string>(group.key[0]))
        .each([&](const Row& row) { values.push_back(row.i64(0)); });
    for (const int percent : {1, 50, 95, 99, 100}) {
      const std::size_t rank = (values.size() * static_cast<std::size_t>(percent) + 99) / 100;
      EXPECT_EQ(group.tally.duration_ms.percentile(percent), values[rank - 1]) << percent;
    }
  }
}

TEST(UsageReport, WithoutDimensionsThereIsOneGroupEvenOfNothing) {
  StoreRows store;
  auto groups = count(store, {});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].tally.requests, 0);
  EXPECT_FALSE(groups[0].tally.total_tokens || groups[0].tally.cost_nusd);
  EXPECT_FALSE(groups[0].tally.success_rate() || groups[0].tally.duration_ms.percentile(50));
  EXPECT_TRUE(count(store, {Dimension::model}).empty());
}

TEST(UsageReport, SourceAndSessionComeFromTheTrace) {
  StoreRows store;
  many(store);
  const auto groups = count(store, {Dimension::source, Dimension::session});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].key[0].index(), 0U);
  EXPECT_EQ(std::get<std::string>(groups[1].key[0]), "cli");
  EXPECT_EQ(std::get<std::string>(groups[1].key[1]), "s1");
}

TEST(UsageReport, StatesHaveTheirNamesAndFiltersHold) {
  StoreRows store;
  many(store);
  const auto groups = count(store, {Dimension::status}, {.model = {"m2"}});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(std::get<std::string>(groups[0].key[0]), "canceled");
  EXPECT_EQ(std::get<std::string>(groups[1].key[0]), "error");
  EXPECT_EQ(groups[0].tally.requests + groups[1].tally.requests, 600);
}

TEST(UsageTally, ACostThatItsRunReportedIsNotCountedTwiceAndNotMissing) {
  UsageTally tally;
  UsageSample sample;
  sample.cost_nusd = 100;
  sample.cost_source = model::CostSource::reported;
  tally.add(sample);
  sample.cost_source = model::CostSource::contained;
  tally.add(sample);
  sample.cost_nusd.reset();
  tally.add(sample);
  EXPECT_EQ(tally.cost_nusd, 100);
  EXPECT_EQ(tally.unpriced, 0);
  sample.cost_source = model::CostSource::unknown;
  tally.add(sample);
  EXPECT_EQ(tally.unpriced, 1);
}

TEST(Distribution, ManyValuesKeepTheirPercentilesExact) {
  Distribution values;
  std::int64_t x = 1;
  std::vector<std::int64_t> all;
  for (int i = 0; i < 20'000; ++i) {
    x = x * 48271 % 2147483647;
    values.add(x % 3000);
    all.push_back(x % 3000);
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(values.percentile(50), all[9'999]);
  EXPECT_EQ(values.percentile(99), all[19'799]);
  EXPECT_EQ(values.percentile(100), all.back());
  EXPECT_EQ(values.count(), 20'000);
}

}  // namespace
}  // namespace trace::store
