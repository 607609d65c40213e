// Which prices count: those of --price-file, else those that the sums were made at, else those that
// come with the tools. For the main thread.
#pragma once

#include "pricing/price_table.h"

#include "store/price_history.h"
#include "store/request_cost.h"

#include <deque>
#include <string>
#include <vector>

namespace trace::tools {

struct Prices {
  pricing::PriceTable table;
  std::string text, hash;  // what they were read from, and its hash
};

// Read the price file, or the built-in prices when `path` is empty. Throws Failure not_found,
// permission, io or configuration.
Prices load_prices(const std::string& path);

// The prices that are in force, and those that were when older requests were summed.
class PricesInForce {
 public:
  // Without a path the file stays in force that the sums were made at. Throws Failure.
  PricesInForce(const std::string& path, store::Database& db);
  // Rules point into it.
  PricesInForce(const PricesInForce&) = delete;
  PricesInForce& operator=(const PricesInForce&) = delete;
  // `now` are those in force: for what is not summed yet.
  const Prices& now() const { return now_; }
  // The rule for reports: what is summed keeps its cost, unless a price file asks for another.
  store::CostRule rule(store::CostMode mode) const;
  // Write them down for what is summed from now on. REQUIRES: a transaction.
  void keep(store::Database& db, base::UnixMicros at);
  // The same, for everything.
  void keep_alone(store::Database& db, base::UnixMicros at);
  // The sums were made at others, wholly or in part.
  bool are_new() const { return history_.empty() || history_.back().hash != now_.hash; }

 private:
  const pricing::PriceTable* table_of(store::Database& db, const store::KeptPrices& kept);

  std::string path_;
  std::vector<store::KeptPrices> history_;
  Prices now_;
  std::deque<pricing::PriceTable> older_;  // they stay where they are
  std::vector<store::PriceEra> eras_;
  std::string summed_at_;  // hash; empty: nothing is summed
};

}  // namespace trace::tools
