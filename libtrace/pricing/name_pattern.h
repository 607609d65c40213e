// Patterns of model names: `*` is any text, `#` a digit. Pure functions: safe on any thread.
#pragma once

#include <string_view>

namespace trace::pricing {

// How close a pattern comes to a name: 0 when it does not match, more the more of it is literal,
// the most when all of it is.
int match_closeness(std::string_view pattern, std::string_view name);

}  // namespace trace::pricing
