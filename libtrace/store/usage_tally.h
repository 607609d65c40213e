// What a group of requests adds up to. Unknown is not 0: a counter that no request knew is missing,
// and so is a cost. One thread.
#pragma once

#include "model/records.h"
#include "store/distribution.h"

#include <cstdint>
#include <optional>

namespace trace::store {

// What one request contributes.
struct UsageSample {
  model::RequestStatus status = model::RequestStatus::success;
  model::Tokens tokens;
  std::optional<std::int64_t> cost_nusd, duration_ms, ttft_ms;
  model::CostSource cost_source = model::CostSource::unknown;
};

struct UsageTally {
  std::int64_t requests = 0, successes = 0, errors = 0, canceled = 0, unpriced = 0;
  model::Tokens tokens;
  std::optional<std::int64_t> total_tokens, cost_nusd, reported_nusd, computed_nusd;
  Distribution duration_ms, ttft_ms;

  void add(const UsageSample& sample);
  void add(const UsageTally& other);
  // Successes among those that came to an end of their own; nothing when there are none.
  std::optional<double> success_rate() const;

 private:
  void add_tokens(const model::Tokens& from);
  void add_cost(const UsageSample& sample);
};

}  // namespace trace::store
