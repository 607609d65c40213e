#include "trace-query/show_steps.h"

namespace trace::tools {
namespace {

void add(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& value) {
  if (value) sum = sum.value_or(0) + *value;
}

}  // namespace

StepCosts::StepCosts(store::RequestRows& requests, const store::TraceRef& trace) {
  requests.each(trace.row, trace.id, [&](const model::Request& request) {
    Call call{request.requested_at.v, {std::nullopt, request.cost_nusd}};
    const auto& t = request.tokens;
    for (const auto& part : {t.input, t.cache_read, t.cache_write, t.output})
      add(call.cost.tokens, part);
    calls_.push_back(call);
  });
}

StepCost StepCosts::take(base::UnixMicros at) {
  StepCost sum;
  for (; next_ < calls_.size() && calls_[next_].at <= at.v; ++next_) {
    add(sum.tokens, calls_[next_].cost.tokens);
    add(sum.cost_nusd, calls_[next_].cost.cost_nusd);
  }
  return sum;
}

}  // namespace trace::tools
