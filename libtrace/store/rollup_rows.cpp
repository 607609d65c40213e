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
    "duration_sum, duration_sketch, ttft_count, ttft_sum, ttft_sketch";

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

RollupKey key_of(const Row& row) {
  return {static_cast<RollupGrain>(row.i64(0)), row.i64(1), row.i64(2)};
}

void read_tally(const Row& row, UsageTally& t, UsageParts parts) {
  int i = 3;
  for (auto* count : {&t.requests, &t.successes, &t.errors, &t.canceled, &t.unpriced})
    *count = row.i64(i++);
  for (auto* sum : {&t.tokens.input, &t.tokens.cache_read, &t.tokens.cache_write,
                    &t.tokens.cache_write_1h, &t.tokens.output, &t.tokens.reasoning,
                    &t.total_tokens, &t.cost_nusd, &t.reported_nusd, &t.computed_nusd})
    *sum = row.maybe_i64(i++);
  if (parts.has(UsagePart::duration))
    t.duration_ms.add_sketch(row.text(i + 2), row.i64(i), row.real(i + 1));
  i += 3;
  if (parts.has(UsagePart::ttft))
    t.ttft_ms.add_sketch(row.text(i + 2), row.i64(i), row.real(i + 1));
}

void bind_spread(Statement& put, int i, Distribution& spread) {
  put.bind(i, spread.count());
  put.bind(i + 1, spread.sum());
  const std::string bytes = spread.sketch_bytes();
  if (bytes.empty())
    put.bind(i + 2, nullptr);
  else
    put.bind(i + 2, Blob{bytes});
}

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
    : range_(db, "SELECT " + std::string(kColumns) +
                     " FROM usage_rollups WHERE grain = ?1 AND bucket >= ?2 AND bucket < ?3 "
                     "ORDER BY bucket, model"),
      one_(db, "SELECT " + std::string(kColumns) +
                   " FROM usage_rollups WHERE grain = ?1 AND bucket = ?2 AND model = ?3"),
      put_(db, "INSERT OR REPLACE INTO usage_rollups(" + std::string(kColumns) +
                   ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
                   "?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)"),
      erase_(db, "DELETE FROM usage_rollups WHERE grain = ?1 AND bucket = ?2") {}

void RollupRows::each(RollupGrain grain, std::int64_t from, std::int64_t to,
                      const std::function<void(const RollupKey&, const UsageTally&)>& f) {
  range_.with(static_cast<std::int64_t>(grain), from, to);
  range_.each([&](const Row& row) {
    UsageTally tally;
    read_tally(row, tally, parts_);
    f(key_of(row), tally);
  });
}

void RollupRows::add(const RollupKey& key, const UsageTally& tally) {
  UsageTally sum;
  const auto grain = static_cast<std::int64_t>(key.grain);
  if (const auto row = one_.with(grain, key.bucket, key.model).step())
    read_tally(*row, sum, UsageParts::all());
  one_.reset();
  sum.add(tally);
  put_.with(grain, key.bucket, key.model, sum.requests, sum.successes, sum.errors, sum.canceled,
            sum.unpriced, sum.tokens.input, sum.tokens.cache_read, sum.tokens.cache_write,
            sum.tokens.cache_write_1h, sum.tokens.output, sum.tokens.reasoning, sum.total_tokens,
            sum.cost_nusd, sum.reported_nusd, sum.computed_nusd);
  bind_spread(put_, 19, sum.duration_ms);
  bind_spread(put_, 22, sum.ttft_ms);
  put_.run();
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

void keep_rollup_state(Database& db, const RollupState& state) {
  Statement keep(db,
                 "INSERT OR REPLACE INTO meta(k, v) VALUES ('rollup_id', ?1), ('rollup_prices', "
                 "?2), ('rollup_at', ?3), ('rollup_requests', (SELECT coalesce(sum(requests), 0) "
                 "FROM usage_rollups WHERE grain = 1))");
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
