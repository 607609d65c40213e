#include "store/rollup_rows.h"

#include <algorithm>
#include <array>
#include <limits>

namespace trace::store {
namespace {

constexpr char kColumns[] =
    "grain, bucket, model, requests, successes, errors, canceled, unpriced, input_tokens, "
    "cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, "
    "reasoning_tokens, total_tokens, cost_nusd, reported_nusd, computed_nusd, duration_count, "
    "duration_sum, ttft_count, ttft_sum";
// What each of them, from the fourth on, is needed for; nothing: always.
constexpr UsageParts kAnyTokens = UsageParts(UsagePart::input) | UsagePart::cache_read |
                                  UsagePart::cache_write | UsagePart::output;
struct RollupColumn {
  std::string_view name;
  std::optional<UsageParts> part;
};
constexpr std::array<RollupColumn, 19> kSums{{{"requests", {}},
                                              {"successes", UsagePart::status},
                                              {"errors", UsagePart::status},
                                              {"canceled", UsagePart::status},
                                              {"unpriced", UsagePart::cost},
                                              {"input_tokens", UsagePart::input},
                                              {"cache_read_tokens", UsagePart::cache_read},
                                              {"cache_write_tokens", UsagePart::cache_write},
                                              {"cache_write_1h_tokens", UsagePart::cache_write_1h},
                                              {"output_tokens", UsagePart::output},
                                              {"reasoning_tokens", UsagePart::reasoning},
                                              {"total_tokens", kAnyTokens},
                                              {"cost_nusd", UsagePart::cost},
                                              {"reported_nusd", UsagePart::cost},
                                              {"computed_nusd", UsagePart::cost},
                                              {"duration_count", UsagePart::duration},
                                              {"duration_sum", UsagePart::duration},
                                              {"ttft_count", UsagePart::ttft},
                                              {"ttft_sum", UsagePart::ttft}}};

// The columns of a row, NULL for those that nobody needs: these are not taken out of their row.
std::string columns_for(UsageParts parts) {
  std::string sql = "grain, bucket, model";
  for (const auto& [column, part] : kSums)
    sql += ", " + (!part || parts.has_any(*part) ? std::string(column) : "NULL");
  return sql;
}

// Rows of sketches have the grain of their sums and one of these, and the sketch of durations or of
// times to the first token. Before, it stood in the row of the sums, and is read there still.
constexpr std::int64_t kOfDurations = 2, kOfTtfts = 4;
constexpr char kSketch[] = "coalesce(duration_sketch, ttft_sketch)";

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

RollupKey key_of(const Row& row) {
  return {static_cast<RollupGrain>(row.i64(0)), row.i64(1), row.i64(2)};
}

// Without sketches.
void read_tally(const Row& row, UsageTally& t) {
  int i = 3;
  for (auto* count : {&t.requests, &t.successes, &t.errors, &t.canceled, &t.unpriced})
    *count = row.i64(i++);
  for (auto* sum : {&t.tokens.input, &t.tokens.cache_read, &t.tokens.cache_write,
                    &t.tokens.cache_write_1h, &t.tokens.output, &t.tokens.reasoning,
                    &t.total_tokens, &t.cost_nusd, &t.reported_nusd, &t.computed_nusd})
    *sum = row.maybe_i64(i++);
  t.duration_ms.add_sketch(std::string_view{}, row.i64(i), row.real(i + 1));
  t.ttft_ms.add_sketch(std::string_view{}, row.i64(i + 2), row.real(i + 3));
}

// Sketches in the order of the rows of their sums.
class Sketches {
 public:
  // `column` of rows with a sum, and rows of their own.
  Sketches(Database& db, std::int64_t grain, std::int64_t of, std::string_view column)
      : rows_(db, "SELECT bucket, model, " + std::string(column) +
                      " FROM usage_rollups WHERE grain = ?1 AND bucket >= ?2 AND bucket < ?3 AND " +
                      std::string(column) + " IS NOT NULL ORDER BY bucket, model"),
        grain_(grain + of) {}
  void begin(std::int64_t from, std::int64_t to) { next_ = rows_.with(grain_, from, to).step(); }
  // The sketch of a row, or nothing. Keys come in order.
  std::string_view of(const RollupKey& key) {
    const auto place = [&] { return std::pair(next_->i64(0), next_->i64(1)); };
    const std::pair wanted(key.bucket, key.model);
    while (next_ && place() < wanted) next_ = rows_.step();
    return next_ && place() == wanted ? next_->text(2) : std::string_view{};
  }

 private:
  Statement rows_;
  std::int64_t grain_;
  std::optional<Row> next_;
};

std::optional<std::int64_t> fact(Database& db, std::string_view key) {
  Statement find(db, "SELECT v FROM meta WHERE k = ?1");
  const auto row = find.with(key).step();
  if (!row) return std::nullopt;
  return row->i64(0);
}

}  // namespace

std::int64_t quarter_of(base::UnixMicros at) { return floor_div(at.v, kQuarterMicros); }
std::int64_t day_of_quarter(std::int64_t quarter) { return floor_div(quarter, kQuartersADay); }
base::UnixMicros start_of(RollupGrain grain, std::int64_t bucket) {
  return {bucket * kQuarterMicros * (grain == RollupGrain::day ? kQuartersADay : 1)};
}

RollupRows::RollupRows(Database& db)
    : db_(db),
      one_(db, "SELECT " + std::string(kColumns) +
                   ", duration_sketch, ttft_sketch FROM usage_rollups WHERE grain = ?1 AND bucket "
                   "= ?2 AND model = ?3"),
      sketch_(db, "SELECT " + std::string(kSketch) +
                      " FROM usage_rollups WHERE grain = ?1 AND bucket = ?2 AND model = ?3"),
      put_(db, "INSERT OR REPLACE INTO usage_rollups(" + std::string(kColumns) +
                   ", duration_sketch, ttft_sketch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                   "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)"),
      erase_(db, "DELETE FROM usage_rollups WHERE grain IN (?1, ?1 + 2, ?1 + 4) AND bucket = ?2") {}

void RollupRows::each(RollupGrain grain, std::int64_t from, std::int64_t to, const Visit& f) {
  const auto number = static_cast<std::int64_t>(grain);
  Statement rows(db_, "SELECT " + columns_for(parts_) +
                          " FROM usage_rollups WHERE grain = ?1 AND bucket >= ?2 AND bucket < ?3 "
                          "ORDER BY bucket, model");
  std::vector<std::pair<UsagePart, Sketches>> sketches;
  for (const auto& [part, of, column] :
       {std::tuple(UsagePart::duration, kOfDurations, "duration_sketch"),
        std::tuple(UsagePart::ttft, kOfTtfts, "ttft_sketch")}) {
    if (!parts_.has(part)) continue;
    sketches.emplace_back(part, Sketches(db_, number, of, column));
    sketches.emplace_back(part, Sketches(db_, number, 0, column));
  }
  for (auto& [part, of] : sketches) of.begin(from, to);
  rows.with(number, from, to).each([&](const Row& row) {
    UsageTally tally;
    read_tally(row, tally);
    const RollupKey key = key_of(row);
    for (auto& [part, of] : sketches)
      (part == UsagePart::duration ? tally.duration_ms : tally.ttft_ms)
          .add_sketch_bytes(of.of(key));
    f(key, tally);
  });
}

void RollupRows::put_sketch(std::int64_t of, const RollupKey& key, Distribution& spread) {
  const std::string bytes = spread.sketch_bytes();
  if (bytes.empty()) return;
  put_.with(static_cast<std::int64_t>(key.grain) + of, key.bucket, key.model, 0, 0, 0, 0, 0);
  for (int i = 9; i <= 24; ++i) put_.bind(i, nullptr);
  for (const int count : {19, 20, 21, 22}) put_.bind(count, 0);
  put_.bind(of == kOfDurations ? 23 : 24, Blob{bytes});
  put_.run();
}

void RollupRows::add(const RollupKey& key, const UsageTally& tally) {
  UsageTally sum;
  const auto grain = static_cast<std::int64_t>(key.grain);
  if (const auto row = one_.with(grain, key.bucket, key.model).step()) {
    read_tally(*row, sum);
    sum.duration_ms.add_sketch_bytes(row->text(22));
    sum.ttft_ms.add_sketch_bytes(row->text(23));
    for (auto& [of, spread] :
         {std::pair(kOfDurations, &sum.duration_ms), std::pair(kOfTtfts, &sum.ttft_ms)})
      if (const auto found = sketch_.with(grain + of, key.bucket, key.model).step())
        spread->add_sketch_bytes(found->text(0));
  }
  one_.reset();
  sketch_.reset();
  sum.add(tally);
  put_.with(grain, key.bucket, key.model, sum.requests, sum.successes, sum.errors, sum.canceled,
            sum.unpriced, sum.tokens.input, sum.tokens.cache_read, sum.tokens.cache_write,
            sum.tokens.cache_write_1h, sum.tokens.output, sum.tokens.reasoning, sum.total_tokens,
            sum.cost_nusd, sum.reported_nusd, sum.computed_nusd, sum.duration_ms.count(),
            sum.duration_ms.sum(), sum.ttft_ms.count(), sum.ttft_ms.sum(), nullptr, nullptr);
  put_.run();
  put_sketch(kOfDurations, key, sum.duration_ms);
  put_sketch(kOfTtfts, key, sum.ttft_ms);
}

void RollupRows::erase(RollupGrain grain, std::int64_t bucket) {
  erase_.with(static_cast<std::int64_t>(grain), bucket).run();
}

std::optional<RollupState> rollup_state(Database& db) {
  const auto last = fact(db, "rollup_id");
  if (!last) return std::nullopt;
  RollupState state{
      *last, {}, {fact(db, "rollup_at").value_or(0)}, fact(db, "rollup_requests").value_or(0)};
  Statement prices(db, "SELECT v FROM meta WHERE k = 'rollup_prices'");
  if (const auto row = prices.step()) state.prices = row->text(0);
  return state;
}

std::string rollup_stamp(Database& db) {
  Statement facts(db,
                  "SELECT group_concat(k || '=' || v) FROM (SELECT k, v FROM meta WHERE k IN "
                  "('db_uuid', 'rollup_id', 'rollup_at', 'rollup_steps') ORDER BY k)");
  return std::string(facts.step()->text(0));
}

void keep_rollup_state(Database& db, const RollupState& state) {
  Statement keep(db,
                 "INSERT OR REPLACE INTO meta(k, v) VALUES ('rollup_id', ?1), ('rollup_prices', "
                 "?2), ('rollup_at', ?3), ('rollup_requests', (SELECT coalesce(sum(requests), 0) "
                 "FROM usage_rollups WHERE grain = 1)), ('rollup_steps', 1 + coalesce((SELECT v "
                 "FROM meta WHERE k = 'rollup_steps'), 0))");
  keep.with(state.last_id, state.prices, state.at.v).run();
}

std::set<std::int64_t> stale_quarters(Database& db) {
  std::set<std::int64_t> stale;
  Statement(db, "SELECT bucket FROM usage_stale").each([&](const Row& row) {
    stale.insert(row.i64(0));
  });
  return stale;
}

}  // namespace trace::store
