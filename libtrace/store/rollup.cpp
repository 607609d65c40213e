#include "store/rollup.h"

#include "store/usage_sample.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr base::DurationMs kPatience{10'000};
// Requests, changed quarters and changed segments a transaction: recorders wait no longer than it
// takes to sum these.
constexpr std::int64_t kStep = 100'000;
constexpr std::size_t kQuartersAStep = 200, kSegmentsAStep = 6;

std::string sample_query(std::string_view condition) {
  return "SELECT " + std::string(kSampleColumns) + std::string(kSegmentExtras) +
         " FROM requests r " + std::string(condition);
}

}  // namespace

Rollup::Rollup(Database& db, StoreLock& lock, const CostRule& costs, std::int64_t segment_requests)
    : db_(db),
      lock_(lock),
      costs_(costs),
      names_(db),
      cost_(names_, costs),
      rows_(db),
      segments_(db),
      segment_requests_(segment_requests) {}

void Rollup::refresh(base::UnixMicros now) {
  while (step(now)) {
  }
}

void Rollup::rebuild(base::UnixMicros now) {
  {
    const StoreLock::Guard guard(lock_, kPatience);
    Transaction transaction(db_);
    db_.exec(
        "DELETE FROM usage_rollups; DELETE FROM usage_stale; DELETE FROM usage_segments; DELETE "
        "FROM usage_columns; DELETE FROM usage_changes");
    keep_rollup_state(db_, {0, costs_.rollup_prices, now});
    transaction.commit();
  }
  refresh(now);
}

bool Rollup::step(base::UnixMicros now) {
  const StoreLock::Guard guard(lock_, kPatience);
  Transaction transaction(db_);
  RollupState state = rollup_state(db_).value_or(RollupState{0, costs_.rollup_prices, now});
  const Span span = new_requests(state);
  const auto stale = stale_quarters(db_);
  bool is_more = span.last_id < span.newest_id || stale.size() > kQuartersAStep;
  sum_new(state, span, stale);
  if (!stale.empty()) sum_stale(stale, span.last_id);
  is_more = mend_segments() || is_more;
  state.last_id = span.last_id;
  state.at = now;
  keep_rollup_state(db_, state);
  transaction.commit();
  return is_more;
}

Rollup::Span Rollup::new_requests(const RollupState& state) {
  Statement find(db_,
                 "SELECT coalesce(max(id), 0), count(*), (SELECT coalesce(max(id), 0) FROM "
                 "requests) FROM (SELECT id FROM requests WHERE id > ?1 ORDER BY id LIMIT ?2)");
  const auto row = find.with(state.last_id, kStep).step();
  return {state.last_id, std::max(state.last_id, row->i64(0)), row->i64(1), row->i64(2)};
}

void Rollup::sum_new(const RollupState& state, const Span& span,
                     const std::set<std::int64_t>& stale) {
  // Requests that are summed but in no segment yet are read once more when they fill one.
  const bool fills = state.requests - segments_.requests() + span.requests >= segment_requests_;
  const std::int64_t from = fills ? std::min(segments_.last_id(), span.after_id) : span.after_id;
  SegmentWriter segment(segments_, from, segment_requests_);
  Statement rows(db_, sample_query("WHERE r.id > ?1 AND r.id <= ?2 ORDER BY r.id"));
  Cells cells;
  UsageSample sample;
  rows.with(from, span.last_id).each([&](const Row& row) {
    const PricedCall call = read_call(row);
    read_sample(row, sample);
    const bool had_cost = sample.cost_nusd.has_value();
    cost_.settle(call, sample);
    if (fills) segment.add(row, sample, !had_cost && sample.cost_nusd);
    const std::int64_t quarter = quarter_of(call.at);
    if (call.id <= span.after_id || stale.count(quarter) > 0) return;
    cells[{RollupGrain::quarter, quarter, call.model}].add(sample);
    cells[{RollupGrain::day, day_of_quarter(quarter), call.model}].add(sample);
  });
  write(cells);
}

void Rollup::sum_stale(const std::set<std::int64_t>& stale, std::int64_t last_id) {
  Statement rows(db_, sample_query("INDEXED BY requests_at WHERE r.at >= ?1 AND r.at < ?2 AND "
                                   "r.id <= ?3"));
  Statement done(db_, "DELETE FROM usage_stale WHERE bucket = ?1");
  std::set<std::int64_t> days;
  std::size_t left = kQuartersAStep;
  for (const std::int64_t quarter : stale) {
    if (left-- == 0) break;
    rows_.erase(RollupGrain::quarter, quarter);
    const auto from = start_of(RollupGrain::quarter, quarter);
    Cells cells;
    count(rows.with(from.v, from.v + kQuarterMicros, last_id), cells);
    write(cells);
    days.insert(day_of_quarter(quarter));
    done.with(quarter).run();
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
}

bool Rollup::mend_segments() {
  const auto stale = segments_.stale();
  std::size_t left = kSegmentsAStep;
  Statement rows(db_, sample_query("WHERE r.id > ?1 AND r.id <= ?2 ORDER BY r.id"));
  UsageSample sample;
  for (const SegmentSpan& span : stale.empty() ? std::vector<SegmentSpan>{} : segments_.spans()) {
    if (stale.count(span.last_id) == 0) continue;
    if (left-- == 0) return true;
    SegmentWriter segment(segments_, span.after_id, segment_requests_);
    rows.with(span.after_id, span.last_id).each([&](const Row& row) {
      read_sample(row, sample);
      const bool had_cost = sample.cost_nusd.has_value();
      cost_.settle(read_call(row), sample);
      segment.hold(row, sample, !had_cost && sample.cost_nusd);
    });
    segment.finish(span.last_id);
    segments_.settle(span);
  }
  return false;
}

void Rollup::count(Statement& rows, Cells& cells) {
  UsageSample sample;
  rows.each([&](const Row& row) {
    const PricedCall call = read_call(row);
    read_sample(row, sample);
    cost_.settle(call, sample);
    cells[{RollupGrain::quarter, quarter_of(call.at), call.model}].add(sample);
  });
}

void Rollup::write(const Cells& cells) {
  for (const auto& [key, tally] : cells) rows_.add(key, tally);
}

}  // namespace trace::store
