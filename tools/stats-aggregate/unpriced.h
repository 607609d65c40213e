// Says which models no price is known for: unknown is not 0, so a cost may be more than it seems.
// For the main thread.
#pragma once

#include "stats-aggregate/counting.h"

namespace trace::tools {

// Print a line on stderr when requests of these groups have no cost.
void report_unpriced(Counting& counting, const std::vector<store::UsageGroup>& groups);

}  // namespace trace::tools
