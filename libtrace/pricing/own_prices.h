// The toolkit's own form of prices: JSON lines, the first one says what they are
// (`{"format":"trace-prices",…}`), then one model a line, US dollars per million tokens. Pure
// functions: safe on any thread.
#pragma once

#include "pricing/price.h"

#include "base/result.h"

#include <string_view>
#include <vector>

namespace trace::pricing {

// Tell whether the text begins as this form does.
bool is_own_form(std::string_view text);
// Error configuration names the line.
base::Result<std::vector<PricedModel>> parse_own_prices(std::string_view text);

}  // namespace trace::pricing
