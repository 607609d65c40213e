#include "store/rollup.h"

#include "store/usage_sample.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr base::DurationMs kPatience{10'000};
// Requests a transaction: recorders wait no longer than it takes to sum these.
constexpr std::int64_t kStep = 100'000;

std::string sample_query(std::string_view condition) {
  return "SELECT " + std::string(kSampleColumns) + " FROM requests r " + std::string(condition);
}

}  // namespace

Rollup::Rollup(Database& db, StoreLock& lock, const CostRule& costs)
    : db_(db), lock_(lock), costs_(costs), names_(db), cost_(names_, costs), rows_(db) {}

void Rollup::refresh(base::UnixMicros now) {
  while (step(now)) {
  }
}

void Rollup::rebuild(base::UnixMicros now) {
  {
    const StoreLock::Guard guard(lock_, kPatience);
    Transaction transaction(db_);
    db_.exec("DELETE FROM usage_rollups; DELETE FROM usage_stale");
    keep_rollup_state(db_, {0, costs_.rollup_prices, now});
    transaction.commit();
  }
  refresh(now);
}

bool Rollup::step(base::UnixMicros now) {
  const StoreLock::Guard guard(lock_, kPatience);
  Transaction transaction(db_);
  RollupState state = rollup_state(db_).value_or(RollupState{0, costs_.rollup_prices, now});
  Statement newest(db_,
                   "SELECT coalesce(max(id), 0), (SELECT coalesce(max(id), 0) FROM (SELECT id "
                   "FROM requests WHERE id > ?1 ORDER BY id LIMIT ?2)) FROM requests");
  const auto row = newest.with(state.last_id, kStep).step();
  const std::int64_t end = row->i64(0), last_id = std::max(state.last_id, row->i64(1));
  newest.reset();
  const auto stale = stale_quarters(db_);
  sum_new(state, last_id, stale);
  if (!stale.empty()) sum_stale(last_id);
  state.last_id = last_id;
  state.at = now;
  keep_rollup_state(db_, state);
  transaction.commit();
  return last_id < end;
}

void Rollup::sum_new(const RollupState& state, std::int64_t last_id,
                     const std::set<std::int64_t>& stale) {
  Statement rows(db_, sample_query("WHERE r.id > ?1 AND r.id <= ?2"));
  Cells cells;
  count(rows.with(state.last_id, last_id), stale, true, cells);
  write(cells);
}

void Rollup::sum_stale(std::int64_t last_id) {
  Statement rows(db_, sample_query("INDEXED BY requests_at WHERE r.at >= ?1 AND r.at < ?2 AND "
                                   "r.id <= ?3"));
  std::set<std::int64_t> days;
  const auto stale = stale_quarters(db_);
  for (const std::int64_t quarter : stale) {
    rows_.erase(RollupGrain::quarter, quarter);
    const auto from = start_of(RollupGrain::quarter, quarter);
    Cells cells;
    count(rows.with(from.v, from.v + kQuarterMicros, last_id), {}, false, cells);
    write(cells);
    days.insert(day_of_quarter(quarter));
  }
  for (const std::int64_t day : days) {
    rows_.erase(RollupGrain::day, day);
    Cells cells;
    rows_.each(RollupGrain::quarter, day * kQuartersADay, (day + 1) * kQuartersADay,
               [&](const RollupKey& key, const UsageTally& tally) {
                 cells[{RollupGrain::day, day, key.model}].add(tally);
               });
    write(cells);
  }
  db_.exec("DELETE FROM usage_stale");
}

void Rollup::count(Statement& rows, const std::set<std::int64_t>& without, bool with_days,
                   Cells& cells) {
  UsageSample sample;
  rows.each([&](const Row& row) {
    const PricedCall call = read_call(row);
    const std::int64_t quarter = quarter_of(call.at);
    if (without.count(quarter) > 0) return;
    read_sample(row, sample);
    cost_.settle(call, sample);
    cells[{RollupGrain::quarter, quarter, call.model}].add(sample);
    if (with_days) cells[{RollupGrain::day, day_of_quarter(quarter), call.model}].add(sample);
  });
}

void Rollup::write(const Cells& cells) {
  for (const auto& [key, tally] : cells) rows_.add(key, tally);
}

}  // namespace trace::store
