#include "pricing/litellm_prices.h"

#include "pricing/rate_text.h"

#include "json/document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace trace::pricing {
namespace {

using json::Value;

constexpr double kPerToken = 1e12;  // dollars a token to picodollars
constexpr std::string_view kOver = "_above_", kThousandTokens = "k_tokens";

struct RateKey {
  std::string_view key;
  std::optional<std::int64_t> Rates::*rate;
};
constexpr std::array kKeys{
    RateKey{"input_cost_per_token", &Rates::input},
    RateKey{"cache_read_input_token_cost", &Rates::cache_read},
    RateKey{"cache_creation_input_token_cost", &Rates::cache_write},
    RateKey{"cache_creation_input_token_cost_above_1hr", &Rates::cache_write_1h},
    RateKey{"output_cost_per_token", &Rates::output},
    RateKey{"output_cost_per_reasoning_token", &Rates::reasoning}};

// Of `…_above_200k_tokens`: 200000, and the key without it.
std::int64_t cut_threshold(std::string_view& key) {
  if (!key.ends_with(kThousandTokens)) return 0;
  const std::size_t at = key.rfind(kOver);
  if (at == std::string_view::npos) return 0;
  std::int64_t thousands = 0;
  std::from_chars(key.data() + at + kOver.size(), key.data() + key.size(), thousands);
  key = key.substr(0, at);
  return thousands * 1000;
}

const RateKey* rate_key(std::string_view key) {
  const auto* found =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const RateKey& k) { return k.key == key; });
  return found == kKeys.end() ? nullptr : found;
}

Tier& tier_over(DatedPrice& price, std::int64_t over) {
  for (Tier& tier : price.tiers)
    if (tier.over == over) return tier;
  return price.tiers.emplace_back(Tier{over, price.rates});
}

DatedPrice read_price(Value model) {
  DatedPrice price;
  for (const RateKey& key : kKeys)
    if (model[key.key]) price.rates.*key.rate = picodollars(model[key.key], kPerToken);
  for (Value member = model.first(); member; member = member.next()) {
    std::string_view key = member.key();
    const std::int64_t over = cut_threshold(key);
    const RateKey* rate = over > 0 ? rate_key(key) : nullptr;
    if (rate != nullptr) tier_over(price, over).rates.*rate->rate = picodollars(member, kPerToken);
  }
  std::sort(price.tiers.begin(), price.tiers.end(),
            [](const Tier& a, const Tier& b) { return a.over < b.over; });
  return price;
}

std::int64_t batch_permille(Value model, const Rates& rates) {
  const auto batch = picodollars(model["input_cost_per_token_batches"], kPerToken);
  if (!batch || !rates.input || *rates.input == 0) return 1000;
  return (*batch * 1000 + *rates.input / 2) / *rates.input;
}

void add_model(Value value, std::vector<PricedModel>& models) {
  PricedModel model;
  model.prices.push_back(read_price(value));
  const Rates& rates = model.prices.front().rates;
  if (!value.is_object() || value.key() == "sample_spec" || (!rates.input && !rates.output)) return;
  model.batch_permille = batch_permille(value, rates);
  model.name = value.key();
  model.provider = value["litellm_provider"].str();
  model.source = "price file";
  std::string pattern = model.name;
  for (char& c : pattern)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  // `gemini/gemini-2.5-pro` is told from a call to the model of that name by its provider.
  const std::size_t slash = pattern.rfind('/');
  if (slash != std::string::npos) model.patterns.push_back(pattern.substr(slash + 1));
  model.patterns.push_back(std::move(pattern));
  model.provider_only = slash != std::string::npos;
  models.push_back(std::move(model));
}

}  // namespace

base::Result<std::vector<PricedModel>> parse_litellm_prices(std::string_view text) {
  json::Document document;
  const auto parsed = document.parse(text);
  if (!parsed || !document.root().is_object())
    return base::Error{base::Errc::configuration,
                       "it is neither a price file of this toolkit nor one JSON object"};
  std::vector<PricedModel> models;
  for (Value model = document.root().first(); model; model = model.next()) add_model(model, models);
  if (models.empty())
    return base::Error{base::Errc::configuration, "no model with a price a token is in it"};
  return models;
}

}  // namespace trace::pricing
