// The newest requests with what they cost: what a dashboard ends with. Not for pages (listing.h).
// Belongs to the thread of the Database.
#pragma once

#include "store/filter.h"
#include "store/request_cost.h"
#include "store/sqlite.h"

#include <string>
#include <vector>

namespace trace::store {

struct RecentRequest {
  std::string id, model;
  base::UnixMicros at;
  UsageSample sample;
};

// Return at most `count` requests that the filter lets through, newest first. Throws Failure.
std::vector<RecentRequest> recent_requests(Database& db, const Filter& filter, std::int64_t count,
                                           const CostRule& costs);

}  // namespace trace::store
