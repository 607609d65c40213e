#include "pricing/price_table.h"

#include "pricing/litellm_prices.h"
#include "pricing/name_pattern.h"
#include "pricing/own_prices.h"

#include <algorithm>

namespace trace::pricing {
namespace {

constexpr std::string_view kBuiltIn =
#include "prices.inc"
    ;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Ways to read a name, the most literal first.
std::vector<std::string_view> readings(std::string_view name) {
  std::vector<std::string_view> all{name};
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) all.push_back(name.substr(slash + 1));
  constexpr std::string_view kVendor = "anthropic.";  // Bedrock: us.anthropic.claude-…
  const std::size_t vendor = name.find(kVendor);
  if (vendor != std::string_view::npos) all.push_back(name.substr(vendor + kVendor.size()));
  for (std::size_t i = 0, n = all.size(); i < n; ++i) {
    const std::size_t cut = all[i].find_first_of("@[");
    if (cut != std::string_view::npos && cut > 0) all.push_back(all[i].substr(0, cut));
  }
  return all;
}

}  // namespace

base::Result<PriceTable> PriceTable::parse(std::string_view text) {
  auto models = is_own_form(text) ? parse_own_prices(text) : parse_litellm_prices(text);
  if (!models) return models.error();
  for (PricedModel& model : *models)
    std::stable_sort(model.prices.begin(), model.prices.end(),
                     [](const DatedPrice& a, const DatedPrice& b) { return a.from < b.from; });
  return PriceTable(*std::move(models));
}

std::string_view PriceTable::built_in_text() noexcept { return kBuiltIn; }

PriceTable PriceTable::built_in() {
  PriceTable table;
  table.is_read_ = false;
  return table;
}

const std::vector<PricedModel>& PriceTable::models() const {
  if (!is_read_) models_ = parse(kBuiltIn).or_throw().models_;
  is_read_ = true;
  return models_;
}

const PricedModel* PriceTable::find(std::string_view provider, std::string_view model) const {
  const std::string vendor = lower(provider), name = lower(model);
  const bool is_known_vendor =
      std::any_of(models().begin(), models().end(),
                  [&](const PricedModel& m) { return !vendor.empty() && m.provider == vendor; });
  const PricedModel* found = nullptr;
  for (const std::string_view reading : readings(name)) {
    int best = 0;
    for (const PricedModel& candidate : models()) {
      if (is_known_vendor ? candidate.provider != vendor : candidate.provider_only) continue;
      for (const std::string& pattern : candidate.patterns) {
        const int closeness = match_closeness(pattern, reading);
        if (closeness > best) best = closeness, found = &candidate;
      }
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace trace::pricing
