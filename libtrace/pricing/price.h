// What a model call costs: prices of one model, each from a date on, and the arithmetic. Exact:
// whole picodollars a token (a dollar per million tokens is 1,000,000 of them). Where prices come
// from is price_table.h's. Plain values: safe on any thread.
#pragma once

#include "base/time.h"
#include "model/records.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace trace::pricing {

// Picodollars a token; what is missing is not known.
struct Rates {
  std::optional<std::int64_t> input, cache_read, cache_write, cache_write_1h, output, reasoning;
};

// Other rates for a request with more input tokens than `over`, cached ones included.
struct Tier {
  std::int64_t over = 0;
  Rates rates;
};

struct DatedPrice {
  base::UnixMicros from{std::numeric_limits<std::int64_t>::min()};
  // Minutes of the day, UTC, [from, to); to = 0: all day.
  int minute_from = 0, minute_to = 0;
  Rates rates;
  std::vector<Tier> tiers = {};  // by `over`, ascending
};

struct PricedModel {
  std::string provider, name;
  bool provider_only = false;         // not for calls that name another provider or none
  std::vector<std::string> patterns;  // of names: `*` any text, `#` a digit
  std::vector<DatedPrice> prices;     // by `from`; of several that hold the last one counts
  std::int64_t batch_permille = 1000;
  std::string source, as_of;  // where the figures come from, and when they were looked up
};

// The price that holds at a point in time, or null.
const DatedPrice* price_at(const PricedModel& model, base::UnixMicros at);

// Return what these tokens cost in billionths of a dollar; nothing when a rate that is needed is
// not known, or when no token is counted. Cached tokens without a rate of their own cost what input
// costs, a cache write for an hour what a cache write costs.
std::optional<std::int64_t> cost_nusd(const PricedModel& model, base::UnixMicros at,
                                      const model::Tokens& tokens, bool is_batch);

}  // namespace trace::pricing
