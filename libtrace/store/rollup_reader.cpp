#include "store/rollup_reader.h"

#include "store/name_ids.h"

#include <algorithm>
#include <limits>

namespace trace::store {
namespace {

// Far enough for every time, near enough to compute with.
constexpr std::int64_t kFirst = -10'000'000, kEnd = 10'000'000;

bool has_rollups(Database& db) {
  Statement table(db, "SELECT 1 FROM sqlite_schema WHERE name = 'usage_rollups'");
  return table.step().has_value();
}

bool asks_only_time_and_model(Filter filter) {
  filter.since.reset();
  filter.until.reset();
  filter.model.clear();
  return filter == Filter{};
}

}  // namespace

bool RollupReader::may_answer(const Filter& filter, const CostRule& costs) {
  const bool known = std::all_of(by_.begin(), by_.end(), [](Dimension dimension) {
    return is_time(dimension) || dimension == Dimension::model;
  });
  if (!known || costs.mode != CostMode::automatic || costs.rollup_prices.empty()) return false;
  if (!asks_only_time_and_model(filter) || !has_rollups(db_)) return false;
  const auto state = rollup_state(db_);
  if (!state || state->prices != costs.rollup_prices || state->requests < costs.fewest_summed)
    return false;
  state_ = *state;
  rows_.emplace(db_);
  rows_->need_only(parts_);
  return true;
}

std::optional<std::vector<RowPiece>> RollupReader::read(const Filter& filter, const CostRule& costs,
                                                        const Take& take) {
  if (!may_answer(filter, costs)) return std::nullopt;
  first_ = filter.since ? quarter_of({filter.since->v + kQuarterMicros - 1}) : kFirst;
  end_ = filter.until ? quarter_of(*filter.until) : kEnd;
  if (first_ >= end_) return std::nullopt;
  stale_ = stale_quarters(db_);
  if (!filter.model.empty()) {
    const auto ids = name_ids(db_, NameKind::model, filter.model);
    models_.emplace(ids.begin(), ids.end());
  }
  pieces_ = {
      {filter.since, filter.until, state_.last_id, std::numeric_limits<std::int64_t>::max()}};
  const auto rest = [&](std::optional<base::UnixMicros> since,
                        std::optional<base::UnixMicros> until) {
    if (since < until) pieces_.push_back({since, until, 0, state_.last_id});
  };
  if (filter.since) rest(filter.since, start_of(RollupGrain::quarter, first_));
  if (filter.until) rest(start_of(RollupGrain::quarter, end_), filter.until);
  for (const std::int64_t quarter : stale_)
    if (quarter >= first_ && quarter < end_)
      rest(start_of(RollupGrain::quarter, quarter), start_of(RollupGrain::quarter, quarter + 1));
  std::set<std::int64_t> by_quarter;
  rows_->each(RollupGrain::day, day_of_quarter(first_), day_of_quarter(end_ - 1) + 1,
              [&](const RollupKey& key, UsageTally& tally) {
                if (is_whole_day(key.bucket))
                  hand_over(key, tally, take);
                else
                  by_quarter.insert(key.bucket);
              });
  for (const std::int64_t day : by_quarter) read_quarters(day, take);
  return std::move(pieces_);
}

bool RollupReader::lies_in_one_bucket(base::UnixMicros from, base::UnixMicros to) const {
  return std::all_of(by_.begin(), by_.end(), [&](Dimension dimension) {
    return !is_time(dimension) ||
           bucket_(dimension, from) == bucket_(dimension, base::UnixMicros{to.v - 1});
  });
}

bool RollupReader::is_whole_day(std::int64_t day) const {
  const std::int64_t from = day * kQuartersADay, to = from + kQuartersADay;
  const auto stale = stale_.lower_bound(from);
  if (from < first_ || to > end_ || (stale != stale_.end() && *stale < to)) return false;
  return lies_in_one_bucket(start_of(RollupGrain::day, day), start_of(RollupGrain::day, day + 1));
}

void RollupReader::read_quarters(std::int64_t day, const Take& take) {
  const std::int64_t from = std::max(first_, day * kQuartersADay);
  const std::int64_t to = std::min(end_, (day + 1) * kQuartersADay);
  rows_->each(RollupGrain::quarter, from, to, [&](const RollupKey& key, UsageTally& tally) {
    if (stale_.count(key.bucket) > 0) return;
    const auto start = start_of(RollupGrain::quarter, key.bucket);
    const auto end = start_of(RollupGrain::quarter, key.bucket + 1);
    if (lies_in_one_bucket(start, end)) return hand_over(key, tally, take);
    // A zone whose days begin within a quarter of an hour: once for all models.
    if (pieces_.back().since != start) pieces_.push_back({start, end, 0, state_.last_id});
  });
}

void RollupReader::hand_over(const RollupKey& key, UsageTally& tally, const Take& take) {
  if (models_ && models_->count(key.model) == 0) return;
  shown_.clear();
  for (const Dimension dimension : by_)
    shown_.push_back(is_time(dimension) ? bucket_(dimension, start_of(key.grain, key.bucket)).v
                                        : key.model);
  take(shown_, tally);
}

}  // namespace trace::store
