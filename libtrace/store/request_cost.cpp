#include "store/request_cost.h"

namespace trace::store {
namespace {

using model::CostSource;

bool is_reported(const UsageSample& sample) {
  return sample.cost_source == CostSource::reported && sample.cost_nusd;
}

void forget_cost(UsageSample& sample) {
  sample.cost_nusd.reset();
  sample.cost_source = CostSource::unknown;
}

}  // namespace

RequestCost::RequestCost(Dictionary& names, const CostRule& rule)
    : names_(names), rule_(rule), found_(rule.eras.size() + 1) {}

void RequestCost::settle(const PricedCall& call, UsageSample& sample) {
  switch (rule_.mode) {
    case CostMode::automatic:
      // A cost that was computed when the call was recorded stays what it was.
      if (sample.cost_source != CostSource::contained && !sample.cost_nusd) compute(call, sample);
      return;
    case CostMode::calculate:
      forget_cost(sample);
      return compute(call, sample);
    case CostMode::reported:
      if (sample.cost_source != CostSource::contained && !is_reported(sample)) forget_cost(sample);
      return;
  }
}

void RequestCost::compute(const PricedCall& call, UsageSample& sample) {
  const auto* model = model_of(call);
  if (model == nullptr) return;
  sample.cost_nusd = pricing::cost_nusd(*model, call.at, sample.tokens, call.is_batch);
  if (sample.cost_nusd) sample.cost_source = CostSource::computed;
}

const pricing::PricedModel* RequestCost::model_of(const PricedCall& call) {
  std::size_t era = 0;
  if (rule_.mode != CostMode::automatic) era = rule_.eras.size();
  while (era < rule_.eras.size() && call.id > rule_.eras[era].last_id) ++era;
  const auto* prices = era < rule_.eras.size() ? rule_.eras[era].prices : rule_.prices;
  if (prices == nullptr) return nullptr;
  // Rows of dict are far fewer than 2^32.
  const std::int64_t key = call.model * (std::int64_t{1} << 32) + call.provider.value_or(0);
  const auto known = found_[era].find(key);
  if (known != found_[era].end()) return known->second;
  const auto* model = prices->find(names_.of(call.provider), names_.of(call.model));
  found_[era].emplace(key, model);
  return model;
}

}  // namespace trace::store
