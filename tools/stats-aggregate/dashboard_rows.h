// A dashboard as rows for csv and md: a row each for today, a day, a model, a request; `part` says
// which. One thread.
#pragma once

#include "stats-aggregate/dashboard.h"

#include "formats/row_writer.h"

namespace trace::tools {

void write_dashboard_rows(const DashboardView& view, const calendar::Zone& zone,
                          formats::RowWriter& writer);

}  // namespace trace::tools
