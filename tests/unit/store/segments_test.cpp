#include "calendar/zone.h"
#include "support/store_rows.h"

#include "store/rollup.h"
#include "store/schema.h"
#include "store/usage_report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace trace::store {
namespace {

using support::StoreRows;

constexpr std::int64_t kHour = 3'600'000'000;
const std::string kPrices = "p1";

calendar::Grain grain_of(Dimension dimension) {
  if (dimension == Dimension::hour) return calendar::Grain::hour;
  if (dimension == Dimension::week) return calendar::Grain::week;
  return dimension == Dimension::month ? calendar::Grain::month : calendar::Grain::day;
}

BucketStart in(const calendar::Zone& zone) {
  return [&zone](Dimension dimension, base::UnixMicros at) {
    return zone.floor(at, grain_of(dimension));
  };
}

constexpr std::int64_t kFull = 300;

// So many requests are enough for threads, and some are in no segment.
std::int64_t size_of_test() {
  const char* said = std::getenv("TRACE_TEST_REQUESTS");
  return said == nullptr ? 10 * kFull + 90 : std::atoll(said);
}

class Segments : public testing::Test {
 protected:
  void SetUp() override {
    store_.db.exec(
        "INSERT INTO dict(id, kind, name) VALUES (100,7,'tok-b'),(101,8,'acc'),(102,9,'bob'),"
        "(103,10,'batch'),(104,10,'web'),(105,3,'p2'),(106,4,'chat'),(107,12,'box')");
    Statement trace(
        store_.db,
        "INSERT INTO traces(id, uid, parent, source, session, host, status, at, "
        "created_at, started_at) VALUES (?1, 't' || ?1, ?2, ?3, ?4, ?5, 2, ?1, ?1, ?1)");
    for (int id = 1; id <= 40; ++id)
      trace
          .with(id, id % 4 == 1 ? std::nullopt : std::optional("t" + std::to_string(id - 1)),
                id % 2 == 0 ? 2 : 106,
                id % 3 == 0 ? std::nullopt : std::optional("s" + std::to_string(id / 5)),
                id % 5 == 0 ? std::optional(107) : std::nullopt)
          .run();
    add(size_of_test());
  }
  std::int64_t random(std::int64_t below) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
  }
  std::optional<std::int64_t> maybe(std::int64_t value) {
    return random(4) == 0 ? std::nullopt : std::optional(value);
  }
  // Around the end of summer time in Europe, 2026-10-25: late rows, retries, unknown counters.
  void add(std::int64_t count) {
    Transaction transaction(store_.db);
    Statement insert(store_.db,
                     "INSERT INTO requests(id, uid, at, trace, model, provider, token, account, "
                     "user, mode, status, input_tokens, cache_read_tokens, cache_write_tokens, "
                     "cache_write_1h_tokens, output_tokens, reasoning_tokens, cost_nusd, "
                     "cost_source, duration_ms, ttft_ms) VALUES (?1, 'r' || ?1, ?2, ?3, ?4, ?5, "
                     "?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)");
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t at = kNewest - random(120 * kHour) + 7 * i;
      const auto cost = maybe(random(3'000'000));
      insert
          .with(next_id_++, at, random(9) == 0 ? std::nullopt : std::optional(1 + random(40)),
                3 + random(2), random(3) == 0 ? std::nullopt : std::optional(random(2) * 100 + 5),
                maybe(6 + 94 * random(2)), maybe(101), maybe(102), maybe(103 + random(2)),
                random(8) == 0 ? 1 + random(3) : 0, maybe(random(200'000)), maybe(random(90'000)),
                maybe(random(5'000)), maybe(random(50)), maybe(random(9'000)), maybe(random(900)),
                cost, random(10) == 0 ? 3 : (cost ? 1 + random(2) : 0), maybe(random(150'000)),
                maybe(random(900) * random(900)))
          .run();
    }
    transaction.commit();
  }
  void refresh() { rollup_.refresh({1}); }
  std::vector<UsageGroup> count(UsageQuestion question, const std::string& prices) {
    question.costs.rollup_prices = prices;
    return UsageReport(store_.db).count(question);
  }
  static std::string of(UsageTally& t) {
    std::string text;
    for (const auto number : {t.requests, t.successes, t.errors, t.canceled, t.unpriced})
      text += std::to_string(number) + " ";
    for (const auto& number : {t.tokens.input, t.tokens.cache_read, t.tokens.cache_write,
                               t.tokens.cache_write_1h, t.tokens.output, t.tokens.reasoning,
                               t.total_tokens, t.cost_nusd, t.reported_nusd, t.computed_nusd})
      text += (number ? std::to_string(*number) : "null") + " ";
    for (auto* spread : {&t.duration_ms, &t.ttft_ms})
      text += std::to_string(spread->count()) + " " + std::to_string(spread->sum()) + " " +
              spread->sketch_bytes() + " ";
    return text;
  }
  // Segments answer what the rows do, each bit of it.
  void expect_same(const UsageQuestion& question, const std::string& what) {
    auto kept = count(question, kPrices), rows = count(question, "");
    ASSERT_EQ(kept.size(), rows.size()) << what;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      ASSERT_EQ(kept[i].key, rows[i].key) << what;
      ASSERT_EQ(of(kept[i].tally), of(rows[i].tally)) << what << ", group " << i;
    }
  }
  void expect_same_dimensions(const calendar::Zone& zone) {
    const CostRule costs = {};
    for (const Dimension dimension :
         {Dimension::day, Dimension::hour, Dimension::week, Dimension::month, Dimension::model,
          Dimension::provider, Dimension::token, Dimension::account, Dimension::user,
          Dimension::source, Dimension::mode, Dimension::status, Dimension::session,
          Dimension::trace, Dimension::root})
      expect_same({{dimension, Dimension::token}, {}, in(zone), costs},
                  std::string(name(dimension)));
  }
  void expect_same_filters(const calendar::Zone& zone) {
    std::vector<Filter> filters(14);
    filters[1].token = {"tok", "tok-b"};
    filters[2].status = {"error", "quota_exceeded"};
    filters[3].since = base::UnixMicros{kNewest - 50 * kHour + 1};
    filters[3].until = base::UnixMicros{kNewest - 20 * kHour + 12'345'678};
    filters[4].source = {"chat"};
    filters[5].host = {"box"};
    filters[6].session = {"s1", "s2"};
    filters[7].min_duration = base::DurationMs{60'000};
    filters[8].min_tokens = 100'000;
    filters[9].has_trace = false;
    filters[10].mode = {"web"};
    filters[11].parent = {"t1", "t5"};
    filters[12].user = {"nobody"};
    filters[13].min_tokens = 0;
    for (std::size_t i = 0; i < filters.size(); ++i)
      expect_same({{Dimension::account, Dimension::day}, filters[i], in(zone)},
                  "filter " + std::to_string(i));
  }

  static constexpr std::int64_t kNewest = 1'793'059'200'000'000;  // 2026-10-27
  StoreRows store_;
  StoreLock lock_{store_.path()};
  std::mt19937_64 random_{5};
  Rollup rollup_{store_.db, lock_, {nullptr, CostMode::automatic, kPrices}, kFull};
  std::int64_t next_id_ = 100;
};

TEST_F(Segments, AnswerAsTheRowsDoInAnyZone) {
  refresh();
  EXPECT_GE(SegmentTable(store_.db).spans().size(), 8U);
  for (const char* name : {"UTC", "Asia/Kathmandu", "Europe/Berlin", "America/New_York"}) {
    const auto zone = calendar::Zone::load(name, "").or_throw();
    SCOPED_TRACE(name);
    expect_same_dimensions(zone);
  }
}

TEST_F(Segments, AnswerWhereDaysBeginWithinAQuarterOfAnHour) {
  refresh();
  const BucketStart odd = [](Dimension dimension, base::UnixMicros at) {
    const std::int64_t size = dimension == Dimension::hour ? kHour : 24 * kHour;
    return base::UnixMicros{at.v - (at.v - kHour / 9) % size};
  };
  expect_same({{Dimension::hour, Dimension::status}, {}, odd}, "hour");
  expect_same({{Dimension::token, Dimension::day}, {}, odd}, "day");
}

TEST_F(Segments, AnswerEachFilterAsTheRowsDo) {
  refresh();
  expect_same_filters(calendar::Zone::load("Europe/Berlin", "").or_throw());
}

TEST_F(Segments, ReadersCountWhatChangedSince) {
  refresh();
  store_.db.exec("UPDATE requests SET output_tokens = 5, at = at - 7000000000 WHERE id % 901 = 0");
  store_.db.exec("DELETE FROM requests WHERE id = 2000");
  store_.db.exec("UPDATE traces SET session = 'moved' WHERE id = 7");
  add(300);
  EXPECT_FALSE(SegmentTable(store_.db).stale().empty());
  const auto zone = calendar::Zone::load("Asia/Kathmandu", "").or_throw();
  expect_same_dimensions(zone);
  expect_same_filters(zone);
  refresh();
  EXPECT_TRUE(SegmentTable(store_.db).stale().empty());
  expect_same_dimensions(zone);
}

TEST_F(Segments, RebuildGivesTheSameBytes) {
  const auto bytes = [&] {
    std::string all;
    Statement(store_.db, "SELECT id, data FROM usage_columns ORDER BY id")
        .each([&](const Row& row) {
          all += std::to_string(row.i64(0)) + ":" + std::string(row.text(1));
        });
    return all;
  };
  refresh();
  add(kFull / 2);
  refresh();
  add(kFull / 2);
  store_.db.exec("UPDATE requests SET output_tokens = 5 WHERE id % 500 = 0");
  refresh();
  const std::string grown = bytes();
  rollup_.rebuild({2});
  EXPECT_TRUE(grown == bytes());
  EXPECT_FALSE(grown.empty());
}

TEST_F(Segments, WhatNobodyNeedsIsNotRead) {
  refresh();
  store_.db.exec("UPDATE usage_columns SET data = x'00' WHERE id % 32 = 12");  // ttft
  UsageQuestion question{{Dimension::token}, {}, {}};
  EXPECT_THROW(count(question, kPrices), base::Failure);
  question.parts = UsageParts(UsagePart::output) | UsagePart::status;
  auto groups = count(question, kPrices);
  question.parts = UsageParts::all();
  const auto rows = count(question, "");
  ASSERT_EQ(groups.size(), rows.size());
  EXPECT_EQ(groups[1].tally.tokens.output, rows[1].tally.tokens.output);
  EXPECT_EQ(groups[1].tally.errors, rows[1].tally.errors);
}

TEST_F(Segments, DroppedOnesAreNotMissed) {
  refresh();
  const UsageQuestion question{{Dimension::token}, {}, {}};
  const auto before = count(question, kPrices).size();
  store_.db.exec("DELETE FROM usage_segments; DELETE FROM usage_columns");
  EXPECT_EQ(count(question, kPrices).size(), before);
}

}  // namespace
}  // namespace trace::store
