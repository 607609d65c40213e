#include "store/segment_groups.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr unsigned kMostFlatBits = 20, kMostBits = 62;
constexpr std::int64_t kFewMillis = 1 << 16;

// Which bucket of a sketch each small value falls into; buckets grow with values.
std::vector<std::uint16_t> buckets_of_few() {
  std::vector<std::uint16_t> buckets(kFewMillis);
  std::int64_t from = 0;
  while (from < kFewMillis) {
    const int bucket = Sketch::bucket_of(from);
    std::int64_t in = from, out = kFewMillis;  // the last one of the bucket, the first one not
    while (out - in > 1) {
      const std::int64_t middle = (in + out) / 2;
      (Sketch::bucket_of(middle) == bucket ? in : out) = middle;
    }
    std::fill(buckets.begin() + from, buckets.begin() + out, static_cast<std::uint16_t>(bucket));
    from = out;
  }
  return buckets;
}

}  // namespace

std::uint32_t ValueNumbers::add(std::int64_t value) {
  values_.push_back(value);
  return static_cast<std::uint32_t>(values_.size() - 1);
}

std::uint32_t ValueNumbers::number(std::int64_t value) {
  if (value < 0 || value >= kMostFlat) {
    const auto found = others_.find(value);
    return found != others_.end() ? found->second
                                  : others_.emplace(value, add(value)).first->second;
  }
  const auto at = static_cast<std::size_t>(value);
  if (at >= flat_.size()) flat_.resize(std::max(at + 1, 2 * flat_.size()), 0);
  if (flat_[at] == 0) flat_[at] = add(value) + 1;
  return flat_[at] - 1;
}

std::optional<std::int64_t> SegmentGroups::Sum::value() const {
  if (known == 0) return std::nullopt;
  return sum;
}

SegmentGroups::SegmentGroups(std::size_t dimensions, UsageParts parts)
    : parts_(parts), numbers_(dimensions), bits_(dimensions, 0), row_numbers_(dimensions) {
  if (parts.has(UsagePart::duration) || parts.has(UsagePart::ttft)) bucket_of_ = buckets_of_few();
}

void SegmentGroups::add(const RequestColumns& columns) {
  if (columns.count == 0) return;
  number_keys(columns);
  if (is_overfull_) return;
  find_groups(columns);
  for (std::size_t i = 0; i < columns.count; ++i)
    ++states_[row_groups_[i]]
             [columns.status.empty() ? 0 : static_cast<std::size_t>(columns.status[i]) & 3U];
  for (std::size_t i = 0; i < tokens_.size(); ++i)
    if (!columns.tokens[i].empty()) add_sums(columns.tokens[i], tokens_[i]);
  if (parts_.has(UsagePart::cost)) add_money(columns);
  if (parts_.has(UsagePart::duration)) add_spread(columns.duration, durations_);
  if (parts_.has(UsagePart::ttft)) add_spread(columns.ttft, ttfts_);
}

// Each value its number, and enough bits for all numbers.
void SegmentGroups::number_keys(const RequestColumns& columns) {
  bool is_wide_enough = true;
  for (std::size_t d = 0; d < numbers_.size(); ++d) {
    auto& numbers = row_numbers_[d];
    numbers.resize(columns.count);
    std::int64_t last = columns.keys[d][0];
    std::uint32_t number = numbers_[d].number(last);
    for (std::size_t i = 0; i < columns.count; ++i) {
      const std::int64_t value = columns.keys[d][i];
      if (value != last) number = numbers_[d].number(last = value);
      numbers[i] = number;
    }
    is_wide_enough = is_wide_enough && numbers_[d].size() <= std::size_t{1} << bits_[d];
  }
  if (!is_wide_enough || flat_.empty()) widen();
}

// Pack the numbers of each group anew.
void SegmentGroups::widen() {
  const std::vector<unsigned> old = bits_;
  for (std::size_t d = 0; d < numbers_.size(); ++d)
    while (numbers_[d].size() > std::size_t{1} << bits_[d]) ++bits_[d];
  unsigned sum = 0;
  for (const unsigned bits : bits_) sum += bits;
  is_overfull_ = sum > kMostBits;
  if (is_overfull_) return;
  is_flat_ = sum <= kMostFlatBits;
  flat_.assign(is_flat_ ? std::size_t{1} << sum : 1, 0);
  groups_.clear();
  for (std::uint32_t group = 0; group < packed_.size(); ++group) {
    std::uint64_t from = packed_[group], to = 0;
    unsigned shift = 0;
    for (std::size_t d = 0; d < bits_.size(); ++d) {
      to |= (from & ((std::uint64_t{1} << old[d]) - 1)) << shift;
      from >>= old[d];
      shift += bits_[d];
    }
    packed_[group] = to;
    if (is_flat_)
      flat_[to] = group + 1;
    else
      groups_.emplace(to, group);
  }
}

std::uint32_t SegmentGroups::group_of(std::uint64_t packed) {
  const auto next = static_cast<std::uint32_t>(packed_.size());
  if (is_flat_) {
    if (flat_[packed] != 0) return flat_[packed] - 1;
    flat_[packed] = next + 1;
  } else {
    const auto [at, is_new] = groups_.emplace(packed, next);
    if (!is_new) return at->second;
  }
  packed_.push_back(packed);
  grow();
  return next;
}

void SegmentGroups::grow() {
  states_.emplace_back();
  for (auto& sums : tokens_) sums.emplace_back();
  money_.emplace_back();
  durations_.emplace_back();
  ttfts_.emplace_back();
}

void SegmentGroups::find_groups(const RequestColumns& columns) {
  row_groups_.resize(columns.count);
  std::uint64_t last = 0;
  bool has_last = false;
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < columns.count; ++i) {
    std::uint64_t packed = 0;
    unsigned shift = 0;
    for (std::size_t d = 0; d < bits_.size(); ++d) {
      packed |= std::uint64_t{row_numbers_[d][i]} << shift;
      shift += bits_[d];
    }
    if (is_flat_ && flat_[packed] != 0)
      group = flat_[packed] - 1;
    else if (!has_last || packed != last)
      group = group_of(packed);
    last = packed;
    has_last = true;
    row_groups_[i] = group;
  }
}

void SegmentGroups::add_sums(const std::vector<std::int64_t>& values, std::vector<Sum>& sums) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t known = values[i] == kMissing ? 0 : 1;
    Sum& sum = sums[row_groups_[i]];
    sum.sum += known == 0 ? 0 : values[i];
    sum.known += known;
  }
}

void SegmentGroups::add_spread(const std::vector<std::int64_t>& values,
                               std::vector<Spread>& spreads) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t value = values[i];
    if (value == kMissing) continue;
    Spread& spread = spreads[row_groups_[i]];
    spread.sum.sum += value;
    ++spread.sum.known;
    const int bucket = value >= 0 && value < kFewMillis
                           ? bucket_of_[static_cast<std::size_t>(value)]
                           : Sketch::bucket_of(value);
    spread.sketch.add_bucket(bucket, 1);
  }
}

void SegmentGroups::add_money(const RequestColumns& columns) {
  constexpr auto kContained = static_cast<std::int64_t>(model::CostSource::contained);
  constexpr auto kComputed = static_cast<std::int64_t>(model::CostSource::computed);
  for (std::size_t i = 0; i < columns.count; ++i) {
    const std::int64_t cost = columns.cost[i], source = columns.cost_source[i];
    if (source == kContained) continue;
    Money& money = money_[row_groups_[i]];
    if (cost == kMissing) {
      ++money.unpriced;
      continue;
    }
    money.all.sum += cost;
    ++money.all.known;
    Sum& part = source >= kComputed ? money.computed : money.reported;
    part.sum += cost;
    ++part.known;
  }
}

UsageTally SegmentGroups::tally(std::size_t group) const {
  UsageTally t;
  const auto& states = states_[group];
  t.successes = states[0];
  t.errors = states[1] + states[2];
  t.canceled = states[3];
  t.requests = t.successes + t.errors + t.canceled;
  int i = 0;
  for (auto* sum : {&t.tokens.input, &t.tokens.cache_read, &t.tokens.cache_write,
                    &t.tokens.cache_write_1h, &t.tokens.output, &t.tokens.reasoning})
    *sum = tokens_[static_cast<std::size_t>(i++)][group].value();
  for (const auto& part :
       {t.tokens.input, t.tokens.cache_read, t.tokens.cache_write, t.tokens.output})
    if (part) t.total_tokens = t.total_tokens.value_or(0) + *part;
  t.unpriced = money_[group].unpriced;
  t.cost_nusd = money_[group].all.value();
  t.reported_nusd = money_[group].reported.value();
  t.computed_nusd = money_[group].computed.value();
  const auto hand = [&](const Spread& spread, Distribution& to) {
    to.add_sketch(spread.sketch, spread.sum.known, static_cast<double>(spread.sum.sum));
  };
  hand(durations_[group], t.duration_ms);
  hand(ttfts_[group], t.ttft_ms);
  return t;
}

void SegmentGroups::each(const Take& take) const {
  UsageKey key(numbers_.size());
  for (std::size_t group = 0; group < packed_.size(); ++group) {
    std::uint64_t rest = packed_[group];
    for (std::size_t d = 0; d < bits_.size(); ++d) {
      key[d] = numbers_[d].value(
          static_cast<std::uint32_t>(rest & ((std::uint64_t{1} << bits_[d]) - 1)));
      rest >>= bits_[d];
    }
    take(key, tally(group));
  }
}

}  // namespace trace::store
