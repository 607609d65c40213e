#include "pricing/own_prices.h"

#include "calendar/rfc3339.h"
#include "pricing/rate_text.h"

#include "json/document.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace trace::pricing {
namespace {

using json::Value;

constexpr double kPerMillionTokens = 1e6;  // dollars per million tokens to picodollars a token

void read_rates(Value price, Rates& rates) {
  const auto take = [&](std::string_view key, std::optional<std::int64_t>& rate) {
    if (price[key]) rate = picodollars(price[key], kPerMillionTokens);
  };
  take("input", rates.input);
  take("cache_read", rates.cache_read);
  take("cache_write", rates.cache_write);
  take("cache_write_1h", rates.cache_write_1h);
  take("output", rates.output);
  take("reasoning", rates.reasoning);
}

bool read_date(Value from, base::UnixMicros& out) {
  if (!from) return true;
  const auto at = calendar::parse_rfc3339(std::string(from.str()) + "T00:00:00Z");
  if (at) out = *at;
  return at.has_value();
}

// `HH:MM` in minutes; -1 when it is none.
int minutes(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 5 || text[2] != ':') return -1;
  for (const std::size_t i : {0U, 1U, 3U, 4U})
    if (digit(i) < 0 || digit(i) > 9) return -1;
  const int value = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
  return value <= 24 * 60 ? value : -1;
}

bool read_hours(Value hours, DatedPrice& out) {
  if (!hours) return true;
  const std::string_view text = hours.str();
  if (text.size() != 11 || text[5] != '-') return false;
  out.minute_from = minutes(text.substr(0, 5));
  out.minute_to = minutes(text.substr(6));
  return out.minute_from >= 0 && out.minute_to > out.minute_from;
}

bool read_price(Value line, DatedPrice& out) {
  if (!line.is_object() || !read_date(line["from"], out.from) || !read_hours(line["hours"], out))
    return false;
  read_rates(line, out.rates);
  for (Value tier = line["tiers"].first(); tier; tier = tier.next()) {
    const auto over = tier["over"].i64();
    if (!over) return false;
    Tier& added = out.tiers.emplace_back(Tier{*over, out.rates});
    read_rates(tier, added.rates);
  }
  std::sort(out.tiers.begin(), out.tiers.end(),
            [](const Tier& a, const Tier& b) { return a.over < b.over; });
  return out.rates.input || out.rates.output;
}

bool read_model(Value line, PricedModel& out) {
  out.provider = line["provider"].str();
  out.name = line["model"].str();
  out.provider_only = line["provider_only"].boolean().value_or(false);
  out.source = line["source"].str();
  out.as_of = line["as_of"].str();
  for (Value pattern = line["match"].first(); pattern; pattern = pattern.next())
    out.patterns.emplace_back(pattern.str());
  if (out.patterns.empty()) out.patterns.push_back(out.name);
  if (const auto factor = line["batch"].number())
    out.batch_permille = std::llround(std::clamp(*factor, 0.0, 1.0) * 1000);
  for (Value price = line["prices"].first(); price; price = price.next())
    if (!read_price(price, out.prices.emplace_back())) return false;
  return !out.name.empty() && !out.prices.empty();
}

}  // namespace

bool is_own_form(std::string_view text) {
  json::Document document;
  return document.parse(text.substr(0, text.find('\n'))) &&
         document.root()["format"].str() == "trace-prices";
}

base::Result<std::vector<PricedModel>> parse_own_prices(std::string_view text) {
  std::vector<PricedModel> models;
  json::Document document;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (++number == 1 || line.empty()) continue;
    if (!document.parse(line) || !read_model(document.root(), models.emplace_back()))
      return base::Error{base::Errc::configuration,
                         "line " + std::to_string(number) + " is no price of a model"};
  }
  return models;
}

}  // namespace trace::pricing
