// At which prices requests were summed: what was computed stays what it was when prices change, and
// a rebuild gives the same. Belongs to the thread of the Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

// Prices of requests with ids after `after_id`, until the next ones.
struct KeptPrices {
  std::int64_t after_id = 0;
  std::string hash;                 // of the text
  base::UnixMicros at{0};           // when they came into use
  std::optional<std::string> file;  // nothing: those that came with the tools
  std::string text;                 // as in the price file; price_history() leaves it out
};

// All of them in order; nothing in a store of an older schema.
std::vector<KeptPrices> price_history(Database& db);
// The text of one of them.
std::string price_text(Database& db, const KeptPrices& kept);
// Use these from after_id on. REQUIRES: a transaction.
void keep_prices(Database& db, const KeptPrices& prices);
// Forget all, before everything is summed at other prices. REQUIRES: a transaction.
void forget_prices(Database& db);

}  // namespace trace::store
