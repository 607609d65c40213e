// A dashboard as JSON objects, a row each: `part` says what it is (today, day, model, request). A
// pure function: safe on any thread.
#pragma once

#include "stats-aggregate/dashboard.h"

#include <string>
#include <vector>

namespace trace::tools {

std::vector<std::string> dashboard_objects(const DashboardView& view, const calendar::Zone& zone);

}  // namespace trace::tools
