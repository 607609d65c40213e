// The one piece of SQL that users write into our queries: the condition of --where. It is checked
// so that it stays what it is, one expression between two parentheses; what it may touch is
// guard.h's. Pure functions: safe on any thread.
#pragma once

#include "base/result.h"
#include "store/fields.h"

#include <string>
#include <string_view>

namespace trace::store {

// Error bad_usage when the text could leave its parentheses: unbalanced ones, a semicolon, a
// comment, an open quote, a parameter.
base::Status check_expression(std::string_view text);

// Return a condition that holds where `text` holds on the readable fields of the entity.
// REQUIRES: check_expression agreed.
std::string where_condition(Entity entity, std::string_view text);

}  // namespace trace::store
