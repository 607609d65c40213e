// A price in JSON as whole picodollars a token. A pure function: safe on any thread.
#pragma once

#include "json/document.h"

#include <cstdint>
#include <optional>

namespace trace::pricing {

// Return the number times `factor`, rounded; nothing when it is no number from 0 to 100 dollars a
// thousand tokens.
std::optional<std::int64_t> picodollars(json::Value price, double factor);

}  // namespace trace::pricing
