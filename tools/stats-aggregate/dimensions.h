// Dimensions as they are typed: `day,model`. A pure function: safe on any thread.
#pragma once

#include "store/usage_report.h"

#include <string>
#include <vector>

namespace trace::tools {

// Read lists of dimensions separated by commas; a repeated one counts once. Throws Failure
// bad_usage.
std::vector<store::Dimension> read_dimensions(const std::vector<std::string>& words);

}  // namespace trace::tools
