#include "store/price_history.h"

namespace trace::store {

std::vector<KeptPrices> price_history(Database& db) {
  std::vector<KeptPrices> all;
  Statement table(db, "SELECT 1 FROM sqlite_schema WHERE name = 'usage_prices'");
  if (!table.step()) return all;
  Statement(db, "SELECT after_id, hash, at, file FROM usage_prices ORDER BY after_id")
      .each([&](const Row& row) {
        auto& kept = all.emplace_back();
        kept.after_id = row.i64(0);
        kept.hash = row.text(1);
        kept.at = {row.i64(2)};
        if (!row.is_null(3)) kept.file = row.text(3);
      });
  return all;
}

std::string price_text(Database& db, const KeptPrices& kept) {
  Statement find(db, "SELECT prices FROM usage_prices WHERE after_id = ?1");
  const auto row = find.with(kept.after_id).step();
  return std::string(row ? row->text(0) : std::string_view{});
}

void keep_prices(Database& db, const KeptPrices& prices) {
  Statement keep(db,
                 "INSERT OR REPLACE INTO usage_prices(after_id, hash, at, file, prices) VALUES "
                 "(?1, ?2, ?3, ?4, ?5)");
  keep.with(prices.after_id, prices.hash, prices.at.v, prices.file, prices.text).run();
}

void forget_prices(Database& db) { db.exec("DELETE FROM usage_prices"); }

}  // namespace trace::store
