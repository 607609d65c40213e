#include "trace-prune/upkeep.h"

#include "digest/checksum.h"
#include "pricing/price_table.h"
#include "search/index.h"

#include "store/archiver.h"
#include "store/price_history.h"
#include "store/rollup.h"
#include "store/schema.h"
#include "store/snapshot.h"

namespace trace::tools {
namespace {

std::string built_in_hash() {
  return std::to_string(digest::checksum64(pricing::PriceTable::built_in_text()));
}

void sum(store::Database& db, const std::string& path, base::UnixMicros now) {
  const auto prices = pricing::PriceTable::parse(pricing::PriceTable::built_in_text()).or_throw();
  store::StoreLock lock(path);
  store::Rollup(db, lock, {&prices, store::CostMode::automatic, built_in_hash()}).refresh(now);
}

// Sums that were made at other prices are brought up to date by who knows these.
void refresh_sums(const std::string& path, base::UnixMicros now) {
  auto db = store::open_for_writing(path, store::Durability::normal);
  const auto state = store::rollup_state(db);
  if (!state || state->requests == 0 || state->prices != built_in_hash()) return;
  sum(db, path, now);
}

void fill_index(const std::string& path) {
  auto db = store::open_for_reading(path);
  const store::Snapshot snapshot(db);
  store::Dictionary names(db);
  search::Index(db, names, [](std::uint64_t) {});
}

}  // namespace

void sum_archive(const std::string& store, const std::string& archive, base::UnixMicros now) {
  auto db = store::open_for_reading(store);
  const auto state = store::rollup_state(db);
  if (!state || state->prices != built_in_hash()) return;
  for (const auto& kept : store::price_history(db))
    if (kept.hash != state->prices) return;
  auto file = store::open_for_writing(archive, store::Durability::normal);
  sum(file, archive, now);
  store::leave_one_file(file);
}

Upkeep needed_upkeep(const std::string& path) { return {search::Index::exists(path)}; }

void keep_up(const Upkeep& upkeep, const std::string& path, base::UnixMicros now) {
  refresh_sums(path, now);
  if (upkeep.index) fill_index(path);
}

}  // namespace trace::tools
