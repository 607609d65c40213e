#include "pricing/rate_text.h"

#include <cmath>

namespace trace::pricing {

std::optional<std::int64_t> picodollars(json::Value price, double factor) {
  constexpr double kHighest = 1e11;
  const auto number = price.number();
  if (!number || !(*number >= 0) || *number * factor > kHighest) return std::nullopt;
  return std::llround(*number * factor);
}

}  // namespace trace::pricing
