// The columns of a request that counting needs, and how a row of them reads. One thread.
#pragma once

#include "store/request_cost.h"
#include "store/sqlite.h"
#include "store/usage_tally.h"

#include <string_view>

namespace trace::store {

// Of `requests r`, the time first.
inline constexpr std::string_view kSampleColumns =
    "r.at, r.status, r.input_tokens, r.cache_read_tokens, r.cache_write_tokens, "
    "r.cache_write_1h_tokens, r.output_tokens, r.reasoning_tokens, r.cost_nusd, r.cost_source, "
    "r.duration_ms, r.ttft_ms, r.model, r.provider, "
    "(r.mode IN (SELECT id FROM dict WHERE kind = 10 AND name = 'batch') OR "
    "instr(r.metadata, '\"service_tier\":\"batch\"') > 0), r.id";
inline constexpr int kSampleColumnCount = 16;

void read_sample(const Row& row, UsageSample& sample);
PricedCall read_call(const Row& row);

}  // namespace trace::store
