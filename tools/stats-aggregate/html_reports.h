// Reports as a page: the rows of a count, or a dashboard. For the main thread.
#pragma once

#include "stats-aggregate/counting.h"
#include "stats-aggregate/dashboard.h"
#include "stats-aggregate/usage_table.h"

#include "formats/byte_sink.h"

#include <vector>

namespace trace::tools {

// Write groups counted by `by`, with the sum of all as figures and the first dimension as bars.
void write_html(Counting& counting, const std::vector<store::Dimension>& by,
                const UsageTable& table, std::vector<store::UsageGroup>& groups,
                formats::ByteSink& sink);
void write_html(const DashboardView& view, const calendar::Zone& zone, formats::ByteSink& sink);

}  // namespace trace::tools
