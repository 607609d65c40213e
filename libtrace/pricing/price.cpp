#include "pricing/price.h"

#include <algorithm>

namespace trace::pricing {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kMinute = 60'000'000;
// More tokens in one call, or more for one token, is no count: nothing overflows below.
constexpr std::int64_t kMostTokens = 10'000'000'000;
constexpr std::int64_t kHighestRate = 100'000'000;

int minute_of_day(base::UnixMicros at) {
  const std::int64_t in_day = ((at.v % kDay) + kDay) % kDay;
  return static_cast<int>(in_day / kMinute);
}

bool holds(const DatedPrice& price, base::UnixMicros at) {
  if (at < price.from) return false;
  if (price.minute_to == 0) return true;
  const int minute = minute_of_day(at);
  return minute >= price.minute_from && minute < price.minute_to;
}

const Rates& rates_for(const DatedPrice& price, std::int64_t prompt) {
  const Rates* rates = &price.rates;
  for (const Tier& tier : price.tiers)
    if (prompt > tier.over) rates = &tier.rates;
  return *rates;
}

class Bill {
 public:
  void add(std::int64_t tokens, const std::optional<std::int64_t>& rate) {
    if (tokens == 0) return;
    const bool is_sane = tokens > 0 && tokens <= kMostTokens && rate && *rate <= kHighestRate;
    if (!is_sane)
      is_known_ = false;
    else
      sum_ += tokens * *rate;
  }
  std::optional<std::int64_t> nusd(std::int64_t permille) const {
    if (!is_known_) return std::nullopt;
    const std::int64_t thousandths = sum_ / 1000 * permille + sum_ % 1000 * permille / 1000;
    return (thousandths + 500) / 1000;
  }

 private:
  std::int64_t sum_ = 0;
  bool is_known_ = true;
};

std::optional<std::int64_t> first_of(const std::optional<std::int64_t>& a,
                                     const std::optional<std::int64_t>& b) {
  return a ? a : b;
}

}  // namespace

const DatedPrice* price_at(const PricedModel& model, base::UnixMicros at) {
  const DatedPrice* found = nullptr;
  for (const DatedPrice& price : model.prices)
    if (holds(price, at)) found = &price;
  return found;
}

std::optional<std::int64_t> cost_nusd(const PricedModel& model, base::UnixMicros at,
                                      const model::Tokens& tokens, bool is_batch) {
  const bool is_counted = tokens.input || tokens.cache_read || tokens.cache_write || tokens.output;
  const DatedPrice* price = is_counted ? price_at(model, at) : nullptr;
  if (price == nullptr) return std::nullopt;
  const std::int64_t input = tokens.input.value_or(0), read = tokens.cache_read.value_or(0),
                     written = tokens.cache_write.value_or(0), output = tokens.output.value_or(0);
  const Rates& rates = rates_for(*price, input + read + written);
  const std::int64_t hour = std::clamp<std::int64_t>(tokens.cache_write_1h.value_or(0), 0, written);
  const std::int64_t thought =
      rates.reasoning ? std::clamp<std::int64_t>(tokens.reasoning.value_or(0), 0, output) : 0;
  const auto write_rate = first_of(rates.cache_write, rates.input);
  Bill bill;
  bill.add(input, rates.input);
  bill.add(read, first_of(rates.cache_read, rates.input));
  bill.add(written - hour, write_rate);
  bill.add(hour, first_of(rates.cache_write_1h, write_rate));
  bill.add(output - thought, rates.output);
  bill.add(thought, rates.reasoning);
  return bill.nusd(is_batch ? model.batch_permille : 1000);
}

}  // namespace trace::pricing
