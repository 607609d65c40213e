// What a request costs: as its provider reported it, as prices say, or nothing that is known. Not
// for where prices come from (pricing/). Belongs to the thread of its Dictionary.
#pragma once

#include "pricing/price_table.h"

#include "store/dictionary.h"
#include "store/usage_tally.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace trace::store {

// automatic: reported where it is, else computed. calculate: from prices alone, also for calls
// whose cost is contained in what their run reported. reported: what was reported and nothing else.
enum class CostMode : std::uint8_t { automatic, calculate, reported };

// Requests up to this id were summed at these prices, and keep them (CostMode::automatic).
struct PriceEra {
  std::int64_t last_id = 0;
  const pricing::PriceTable* prices = nullptr;
};

struct CostRule {
  const pricing::PriceTable* prices = nullptr;  // null: no price is known
  CostMode mode = CostMode::automatic;
  // Hash of the prices: sums that are kept at these may be used. Empty: none.
  std::string rollup_prices = {};
  // Sums of fewer requests are not used: counting these is as fast, and its percentiles are exact.
  std::int64_t fewest_summed = 20'000;
  std::vector<PriceEra> eras = {};  // in order of last_id; `prices` hold after the last
};

// What the price of a request hangs on, besides its tokens. Names as rows of dict.
struct PricedCall {
  std::int64_t model = 0;
  std::optional<std::int64_t> provider = {};
  base::UnixMicros at = {};
  bool is_batch = false;
  std::int64_t id = 0;  // of the request
};

class RequestCost {
 public:
  // Both must outlive this.
  RequestCost(Dictionary& names, const CostRule& rule);
  // Set the sample's cost and its source.
  void settle(const PricedCall& call, UsageSample& sample);

 private:
  using Found = std::unordered_map<std::int64_t, const pricing::PricedModel*>;  // by both names
  const pricing::PricedModel* model_of(const PricedCall& call);
  void compute(const PricedCall& call, UsageSample& sample);

  Dictionary& names_;
  CostRule rule_;
  std::vector<Found> found_;  // in each era, and after
};

}  // namespace trace::store
