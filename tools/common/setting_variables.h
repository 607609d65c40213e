// Variables that stand before a setting kept in the store: TRACE_DEFAULT_ON before default_on. Not
// for settings that are an option, whose variable has the option's name. Functions without state.
#pragma once

#include "common/environment.h"
#include "store/settings.h"

#include <string>
#include <string_view>

namespace trace::cli {

// Return the variable of a setting; empty when an option or a variable of its own stands for it.
std::string variable_of_setting(std::string_view key);

// Replace what the store says by what the variables say. Throws Failure configuration for a value
// that the setting does not accept.
void apply_variables(store::Settings& settings, const Environment& environment);

}  // namespace trace::cli
