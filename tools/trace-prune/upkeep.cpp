#include "trace-prune/upkeep.h"

#include "digest/checksum.h"
#include "pricing/price_table.h"
#include "search/index.h"

#include "store/rollup.h"
#include "store/schema.h"
#include "store/snapshot.h"

namespace trace::tools {
namespace {

// Sums that were made at other prices are brought up to date by who knows these.
void refresh_sums(const std::string& path, base::UnixMicros now) {
  auto db = store::open_for_writing(path, store::Durability::normal);
  const auto state = store::rollup_state(db);
  const auto text = pricing::PriceTable::built_in_text();
  const std::string hash = std::to_string(digest::checksum64(text));
  if (!state || state->requests == 0 || state->prices != hash) return;
  const auto prices = pricing::PriceTable::parse(text).or_throw();
  store::StoreLock lock(path);
  store::Rollup(db, lock, {&prices, store::CostMode::automatic, hash}).refresh(now);
}

void fill_index(const std::string& path) {
  auto db = store::open_for_reading(path);
  const store::Snapshot snapshot(db);
  store::Dictionary names(db);
  search::Index(db, names, [](std::uint64_t) {});
}

}  // namespace

Upkeep needed_upkeep(const std::string& path) { return {search::Index::exists(path)}; }

void keep_up(const Upkeep& upkeep, const std::string& path, base::UnixMicros now) {
  refresh_sums(path, now);
  if (upkeep.index) fill_index(path);
}

}  // namespace trace::tools
