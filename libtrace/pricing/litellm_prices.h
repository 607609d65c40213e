// Prices in the widely used JSON layout of LiteLLM: one object, a member a model, dollars a token.
// It knows no dates: its prices hold at any time. A pure function: safe on any thread.
#pragma once

#include "pricing/price.h"

#include "base/result.h"

#include <string_view>
#include <vector>

namespace trace::pricing {

// Models without a price a token are left out. Error configuration when it is no such object, or
// holds no price.
base::Result<std::vector<PricedModel>> parse_litellm_prices(std::string_view text);

}  // namespace trace::pricing
