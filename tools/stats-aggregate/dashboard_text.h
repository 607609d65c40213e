// A dashboard on one screen of a terminal: at most 24 lines, from 40 to 200 columns. One thread.
#pragma once

#include "stats-aggregate/dashboard.h"

#include <string>

namespace trace::tools {

// Return the lines; `width` 0 means 80. Recorded names are made harmless.
std::string dashboard_text(const DashboardView& view, const calendar::Zone& zone, int width,
                           bool color);

}  // namespace trace::tools
