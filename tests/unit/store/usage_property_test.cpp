// Sums that were kept step by step, beside a recorder, while prices changed, are those of a rebuild
// and those that a plain loop over the rows adds up. TRACE_TEST_REQUESTS says how many there are.
#include "calendar/zone.h"
#include "pricing/price_table.h"
#include "support/store_rows.h"

#include "store/rollup.h"
#include "store/usage_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

namespace trace::store {
namespace {

using support::StoreRows;

constexpr std::int64_t kHour = 3'600'000'000, kNewest = 1'793'059'200'000'000;  // 2026-10-27
constexpr std::int64_t kFull = 500, kBatch = 250;
// Dollars per million tokens of input and of output, before and after the prices change.
struct Dollars {
  std::int64_t input, output;
};
constexpr Dollars kOld{3, 15}, kNew{2, 11};

std::int64_t size_of_test() {
  const char* said = std::getenv("TRACE_TEST_REQUESTS");
  return said == nullptr ? 20'000 : std::atoll(said);
}

pricing::PriceTable prices(const Dollars& dollars) {
  return pricing::PriceTable::parse(
             "{\"format\":\"trace-prices\",\"version\":1}\n{\"provider\":\"p\",\"model\":\"m1\","
             "\"match\":[\"m1\"],\"prices\":[{\"input\":" +
             std::to_string(dollars.input) + ",\"output\":" + std::to_string(dollars.output) +
             "}]}\n")
      .or_throw();
}

class UsageProperty : public testing::Test {
 protected:
  // Some 17 days around the end of summer time in Europe and in America, half of them late; a
  // retry follows each error.
  static void add(Database& db, std::int64_t first, std::int64_t count, std::mt19937_64& random) {
    const auto below = [&](std::int64_t n) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    const auto maybe = [&](std::int64_t value) {
      return below(5) == 0 ? std::nullopt : std::optional(value);
    };
    Statement insert(db,
                     "INSERT INTO requests(id, uid, at, model, token, status, input_tokens, "
                     "cache_read_tokens, output_tokens, cost_nusd, cost_source, duration_ms, "
                     "ttft_ms) VALUES (?1, 'r' || ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                     "?12)");
    bool is_retry = false;
    std::int64_t at = 0;
    for (std::int64_t id = first; id < first + count; ++id) {
      at = is_retry ? at + 2'000'000 : kNewest + 200 * kHour * below(2) - below(200 * kHour);
      is_retry = !is_retry && below(6) == 0;
      const auto cost = below(3) == 0 ? std::optional(below(3'000'000)) : std::nullopt;
      insert
          .with(id, at, 3 + below(2), maybe(6), is_retry ? 1 + below(3) : 0, maybe(below(200'000)),
                maybe(below(90'000)), maybe(below(9'000)), cost, cost ? 1 : 3 * (below(8) / 7),
                maybe(below(400) * below(400)), maybe(below(9'000)))
          .run();
    }
  }
  // A recorder of its own: a batch a transaction, some rows changed, moved or taken away.
  static void record(const std::string& path, std::int64_t first, std::int64_t count,
                     std::atomic<bool>& is_done) {
    Database db = open_for_writing(path, Durability::memory);
    StoreLock lock(path);
    std::mt19937_64 random(static_cast<std::uint64_t>(first));
    for (std::int64_t id = first; id < first + count; id += kBatch) {
      const StoreLock::Guard guard(lock, base::DurationMs{60'000});
      Transaction transaction(db);
      add(db, id, std::min(kBatch, first + count - id), random);
      const auto some = [&] { return 1 + static_cast<std::int64_t>(random()) % id; };
      Statement(db, "UPDATE requests SET output_tokens = 77, status = 0 WHERE id = ?1")
          .with(std::abs(some()))
          .run();
      Statement(db, "UPDATE requests SET at = at - 86400000000 WHERE id = ?1")
          .with(std::abs(some()))
          .run();
      Statement(db, "DELETE FROM requests WHERE id = ?1").with(std::abs(some())).run();
      transaction.commit();
    }
    is_done = true;
  }
  void refresh_beside(std::int64_t first, std::int64_t count, const CostRule& rule) {
    Rollup rollup(store_.db, lock_, rule, kFull);
    std::atomic<bool> is_done{false};
    std::jthread recorder([&, path = store_.path()] { record(path, first, count, is_done); });
    while (!is_done) rollup.refresh({1});
    recorder.join();
    rollup.refresh({1});
  }
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

  struct Sums {
    std::int64_t requests = 0, successes = 0, unpriced = 0, reported = 0, computed = 0;
    std::int64_t input = 0, cache_read = 0, output = 0;
    std::vector<std::int64_t> durations;
  };
  using ByDay = std::map<std::pair<std::int64_t, std::string>, Sums>;
  // The plain loop.
  ByDay brute_force(const calendar::Zone& zone) {
    ByDay all;
    Statement(store_.db,
              "SELECT r.id, r.at, d.name, r.status, r.input_tokens, r.cache_read_tokens, "
              "r.output_tokens, r.cost_nusd, r.cost_source, r.duration_ms FROM requests r JOIN "
              "dict d ON d.id = r.model")
        .each([&](const Row& row) {
          const auto day = zone.floor({row.i64(1)}, calendar::Grain::day);
          Sums& sums = all[{day.v, std::string(row.text(2))}];
          ++sums.requests;
          sums.successes += row.i64(3) == 0 ? 1 : 0;
          sums.input += row.i64(4);
          sums.cache_read += row.i64(5);
          sums.output += row.i64(6);
          if (const auto duration = row.maybe_i64(9)) sums.durations.push_back(*duration);
          const Dollars& dollars = row.i64(0) <= last_old_id_ ? kOld : kNew;
          const bool has_tokens = !row.is_null(4) || !row.is_null(5) || !row.is_null(6);
          if (row.i64(8) == 3 && row.is_null(7)) return;  // in the total of its run
          if (!row.is_null(7))
            sums.reported += row.i64(7);
          else if (row.text(2) == "m1" && has_tokens)
            sums.computed +=
                1000 * (dollars.input * (row.i64(4) + row.i64(5)) + dollars.output * row.i64(6));
          else
            ++sums.unpriced;
        });
    return all;
  }
  void expect_brute_force(const std::string& name, const CostRule& rule) {
    const auto zone = calendar::Zone::load(name).or_throw();
    const auto bucket = [&](Dimension, base::UnixMicros at) {
      return zone.floor(at, calendar::Grain::day);
    };
    auto expected = brute_force(zone);
    auto groups =
        UsageReport(store_.db).count({Dimension::day, Dimension::model}, {}, bucket, rule);
    ASSERT_EQ(groups.size(), expected.size()) << name;
    for (auto& group : groups) {
      auto& sums = expected[{std::get<base::UnixMicros>(group.key[0]).v,
                             std::get<std::string>(group.key[1])}];
      auto& tally = group.tally;
      ASSERT_EQ(tally.requests, sums.requests) << name;
      ASSERT_EQ(tally.successes, sums.successes);
      ASSERT_EQ(tally.tokens.input.value_or(0), sums.input);
      ASSERT_EQ(tally.tokens.cache_read.value_or(0), sums.cache_read);
      ASSERT_EQ(tally.tokens.output.value_or(0), sums.output);
      ASSERT_EQ(tally.total_tokens.value_or(0), sums.input + sums.cache_read + sums.output);
      ASSERT_EQ(tally.reported_nusd.value_or(0), sums.reported);
      ASSERT_EQ(tally.computed_nusd.value_or(0), sums.computed);
      ASSERT_EQ(tally.unpriced, sums.unpriced);
      ASSERT_EQ(tally.duration_ms.count(), static_cast<std::int64_t>(sums.durations.size()));
      if (sums.durations.empty()) continue;
      std::sort(sums.durations.begin(), sums.durations.end());
      const auto exact =
          static_cast<double>(sums.durations[(sums.durations.size() * 95 + 99) / 100 - 1]);
      ASSERT_NEAR(static_cast<double>(tally.duration_ms.percentile(95).value_or(-1)), exact,
                  0.5 + 0.01 * exact);
    }
  }

  StoreRows store_;
  StoreLock lock_{store_.path()};
  pricing::PriceTable old_ = prices(kOld), new_ = prices(kNew);
  std::int64_t last_old_id_ = 0;
};

TEST_F(UsageProperty, StepByStepIsARebuildAndThePlainLoop) {
  const std::int64_t half = size_of_test() / 2;
  refresh_beside(1, half, {&old_, CostMode::automatic, "old", 0});
  auto state = rollup_state(store_.db).value();
  last_old_id_ = state.last_id;
  state.prices = "new";
  keep_rollup_state(store_.db, state);
  const CostRule rule{&new_, CostMode::automatic, "new", 0, {{last_old_id_, &old_}}};
  refresh_beside(half + 1, half, rule);

  for (const char* zone : {"UTC", "Asia/Kathmandu", "Europe/Berlin", "America/New_York",
                           "Australia/Lord_Howe", "America/St_Johns"})
    expect_brute_force(zone, rule);
  const std::string kept = table();
  Rollup(store_.db, lock_, rule, kFull).rebuild({2});
  EXPECT_EQ(kept, table());
  EXPECT_GT(kept.size(), 10'000U);
}

}  // namespace
}  // namespace trace::store
