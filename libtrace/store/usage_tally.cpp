#include "store/usage_tally.h"

namespace trace::store {
namespace {

void add_known(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& value) {
  if (value) sum = sum.value_or(0) + *value;
}

}  // namespace

void UsageTally::add(const UsageSample& sample) {
  ++requests;
  switch (sample.status) {
    case model::RequestStatus::success:
      ++successes;
      break;
    case model::RequestStatus::error:
    case model::RequestStatus::quota_exceeded:
      ++errors;
      break;
    case model::RequestStatus::canceled:
      ++canceled;
      break;
  }
  add_tokens(sample.tokens);
  add_cost(sample);
  if (sample.duration_ms) duration_ms.add(*sample.duration_ms);
  if (sample.ttft_ms) ttft_ms.add(*sample.ttft_ms);
}

void UsageTally::add(const UsageTally& other) {
  requests += other.requests;
  successes += other.successes;
  errors += other.errors;
  canceled += other.canceled;
  unpriced += other.unpriced;
  add_known(tokens.input, other.tokens.input);
  add_known(tokens.cache_read, other.tokens.cache_read);
  add_known(tokens.cache_write, other.tokens.cache_write);
  add_known(tokens.cache_write_1h, other.tokens.cache_write_1h);
  add_known(tokens.output, other.tokens.output);
  add_known(tokens.reasoning, other.tokens.reasoning);
  add_known(total_tokens, other.total_tokens);
  add_known(cost_nusd, other.cost_nusd);
  add_known(reported_nusd, other.reported_nusd);
  add_known(computed_nusd, other.computed_nusd);
  duration_ms.add(other.duration_ms);
  ttft_ms.add(other.ttft_ms);
}

void UsageTally::add_tokens(const model::Tokens& from) {
  add_known(tokens.input, from.input);
  add_known(tokens.cache_read, from.cache_read);
  add_known(tokens.cache_write, from.cache_write);
  add_known(tokens.cache_write_1h, from.cache_write_1h);
  add_known(tokens.output, from.output);
  add_known(tokens.reasoning, from.reasoning);
  for (const auto& part : {from.input, from.cache_read, from.cache_write, from.output})
    add_known(total_tokens, part);
}

void UsageTally::add_cost(const UsageSample& sample) {
  // What its run reported as a whole holds it already.
  if (sample.cost_source == model::CostSource::contained) return;
  if (!sample.cost_nusd) {
    ++unpriced;
    return;
  }
  add_known(cost_nusd, sample.cost_nusd);
  add_known(sample.cost_source == model::CostSource::computed ? computed_nusd : reported_nusd,
            sample.cost_nusd);
}

std::optional<double> UsageTally::success_rate() const {
  if (successes + errors == 0) return std::nullopt;
  return static_cast<double>(successes) / static_cast<double>(successes + errors);
}

}  // namespace trace::store
