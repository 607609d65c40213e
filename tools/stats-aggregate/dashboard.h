// What a dashboard shows: today, its hours, the last seven days, the models, the newest requests.
// Printing is dashboard_text.h's and dashboard_json.h's. Plain values; one thread.
#pragma once

#include "stats-aggregate/budget.h"
#include "stats-aggregate/counting.h"

#include "store/usage_recent.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::tools {

struct DashboardView {
  base::UnixMicros today;
  store::UsageTally of_today;
  std::vector<std::int64_t> hours;         // requests of each hour of today, also of those to come
  std::vector<store::UsageGroup> days;     // seven, today is the last
  std::vector<store::UsageGroup> models;   // of these days, the most expensive first
  std::vector<store::RecentRequest> last;  // newest first
  std::vector<BudgetUse> budgets;
};

// Count it all. Filters hold for each part.
DashboardView look(Counting& counting);

// The day of a bucket: `2026-11-20`.
std::string day_text(const store::UsageGroup& day, const calendar::Zone& zone);
// The name of a group by one name; `(unknown)` without one.
std::string name_text(const store::UsageGroup& group);

}  // namespace trace::tools
