#include "stats-aggregate/prices.h"

#include "digest/checksum.h"

#include "base/fd.h"
#include "store/rollup_rows.h"

namespace trace::tools {
namespace {

std::string hash_of(std::string_view text) { return std::to_string(digest::checksum64(text)); }

Prices read_prices(std::string text, const std::string& what) {
  auto table = pricing::PriceTable::parse(text);
  if (!table)
    throw base::Failure(table.error().code,
                        "cannot use the prices " + what + ": " + table.error().message);
  std::string hash = hash_of(text);
  return {*std::move(table), std::move(text), std::move(hash)};
}

Prices prices_for(const std::string& path, store::Database& db,
                  const std::vector<store::KeptPrices>& history) {
  if (path.empty() && !history.empty() && history.back().file)
    return read_prices(store::price_text(db, history.back()), "in the store");
  return load_prices(path);
}

}  // namespace

Prices load_prices(const std::string& path) {
  constexpr std::size_t kLongest = 64U << 20U;
  if (path.empty()) {
    std::string text(pricing::PriceTable::built_in_text());
    std::string hash = hash_of(text);
    return {pricing::PriceTable::built_in(), std::move(text), std::move(hash)};
  }
  return read_prices(base::read_file(path, kLongest), "in '" + path + "'");
}

PricesInForce::PricesInForce(const std::string& path, store::Database& db)
    : path_(path), history_(store::price_history(db)), now_(prices_for(path, db, history_)) {
  const auto state = store::rollup_state(db);
  if (!state || history_.empty()) return;
  summed_at_ = state->prices;
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const bool is_last = i + 1 == history_.size();
    if (is_last && history_[i].hash == now_.hash) break;
    const std::int64_t end = is_last ? state->last_id : history_[i + 1].after_id;
    eras_.push_back({end, table_of(db, history_[i])});
  }
}

const pricing::PriceTable* PricesInForce::table_of(store::Database& db,
                                                   const store::KeptPrices& kept) {
  if (kept.hash == now_.hash) return &now_.table;
  return &older_.emplace_back(read_prices(store::price_text(db, kept), "in the store").table);
}

store::CostRule PricesInForce::rule(store::CostMode mode) const {
  const bool is_asked = !path_.empty() && are_new();
  store::CostRule rule{&now_.table, mode, now_.hash};
  if (is_asked || summed_at_.empty()) return rule;
  rule.rollup_prices = summed_at_;
  rule.eras = eras_;
  return rule;
}

void PricesInForce::keep(store::Database& db, base::UnixMicros at) {
  auto state = store::rollup_state(db);
  if (!are_new() && state && state->prices == now_.hash) return;
  store::KeptPrices kept{state ? state->last_id : 0, now_.hash, at, {}, now_.text};
  if (!path_.empty()) kept.file = path_;
  store::keep_prices(db, kept);
  if (!state) return;
  state->prices = now_.hash;
  store::keep_rollup_state(db, *state);
}

void PricesInForce::keep_alone(store::Database& db, base::UnixMicros at) {
  store::forget_prices(db);
  store::KeptPrices kept{0, now_.hash, at, {}, now_.text};
  if (!path_.empty()) kept.file = path_;
  store::keep_prices(db, kept);
}

}  // namespace trace::tools
