// What a report asks: by which dimensions, of which requests, at which costs. Plain values; what
// they refer to outlives them.
#pragma once

#include "store/filter.h"
#include "store/request_cost.h"
#include "store/usage_dimension.h"
#include "store/usage_part.h"

#include <vector>

namespace trace::store {

struct UsageQuestion {
  std::vector<Dimension> by = {};
  Filter filter = {};
  BucketStart bucket = {};
  CostRule costs = {};
  UsageParts parts = UsageParts::all();
};

}  // namespace trace::store
