#include "store/segment_groups.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr unsigned kMostFlatBits = 20, kMostBits = 62;
constexpr std::uint64_t kNew = std::numeric_limits<std::uint64_t>::max();

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

SegmentGroups::SegmentGroups(std::size_t dimensions, UsageParts parts)
    : parts_(parts), numbers_(dimensions), bits_(dimensions, 0), shifts_(dimensions, 0) {
  if (parts.has(UsagePart::duration)) durations_.emplace();
  if (parts.has(UsagePart::ttft)) ttfts_.emplace();
  widen();
}

void SegmentGroups::add(const SegmentView& view) {
  if (view.rows.count == 0) return;
  while (!is_overfull_ && !pack_keys(view)) widen();
  if (is_overfull_) return;
  find_groups(view.rows.count);
  count_states(view);
  for (std::size_t i = 0; i < tokens_.size(); ++i)  // the bits and the columns in one order
    if (parts_.has(static_cast<UsagePart>(1U << i)))
      add_values(view.columns[static_cast<std::size_t>(SegmentColumn::input) + i], view.rows,
                 row_groups_, tokens_[i]);
  if (parts_.has(UsagePart::cost)) add_money(view);
  if (durations_) durations_->add(view.of(SegmentColumn::duration), view.rows, row_groups_);
  if (ttfts_) ttfts_->add(view.of(SegmentColumn::ttft), view.rows, row_groups_);
}

std::uint64_t SegmentGroups::packed(std::size_t dimension, std::int64_t value) {
  const std::uint64_t number = numbers_[dimension].number(value);
  if (number >> bits_[dimension] != 0) is_wide_enough_ = false;
  return number << shifts_[dimension];
}

// Each value its number, those of a row side by side. Returns false when the bits do not suffice.
bool SegmentGroups::pack_keys(const SegmentView& view) {
  is_wide_enough_ = true;
  packed_only_ = 0;
  packed_rows_.clear();
  for (std::size_t d = 0; d < numbers_.size(); ++d) {
    const KeyColumn& key = view.keys[d];
    if (key.only)
      packed_only_ |= packed(d, *key.only);
    else
      pack_column(d, key, view);
  }
  return is_wide_enough_;
}

void SegmentGroups::pack_column(std::size_t dimension, const KeyColumn& key,
                                const SegmentView& view) {
  packed_rows_.resize(view.rows.count, 0);
  std::uint64_t* const to = packed_rows_.data();
  if (!key.values.empty()) {
    for (std::size_t i = 0; i < key.values.size(); ++i) to[i] |= packed(dimension, key.values[i]);
    return;
  }
  const auto of_code = [&](std::uint64_t code) {
    const std::int64_t value = key.column.value(code);
    return packed(dimension, key.shown && value != kMissing ? key.shown(value) : value);
  };
  if (key.column.width > 2) {
    std::uint64_t last = kNew, last_packed = 0;
    each_code(key.column, view.rows, [&](std::size_t i, std::uint64_t code) {
      if (code != last) last_packed = of_code(last = code);
      to[i] |= last_packed;
    });
    return;
  }
  std::uint64_t most = 0;
  each_code(key.column, view.rows,
            [&](std::size_t, auto code) { most = std::max<std::uint64_t>(most, code); });
  of_code_.assign(most + 1, kNew);
  std::uint64_t* const known = of_code_.data();
  each_code(key.column, view.rows, [&](std::size_t i, std::uint64_t code) {
    if (known[code] == kNew) known[code] = of_code(code);
    to[i] |= known[code];
  });
}

// Pack the numbers of each group anew.
void SegmentGroups::widen() {
  const std::vector<unsigned> old = bits_;
  for (std::size_t d = 0; d < numbers_.size(); ++d)
    while (numbers_[d].size() > std::size_t{1} << bits_[d]) ++bits_[d];
  unsigned sum = 0;
  for (std::size_t d = 0; d < bits_.size(); ++d) {
    shifts_[d] = sum;
    sum += bits_[d];
  }
  is_overfull_ = sum > kMostBits;
  if (is_overfull_) return;
  is_flat_ = sum <= kMostFlatBits;
  flat_.assign(is_flat_ ? std::size_t{1} << sum : 1, 0);
  groups_.clear();
  for (std::uint32_t group = 0; group < packed_.size(); ++group) {
    std::uint64_t from = packed_[group], to = 0;
    for (std::size_t d = 0; d < bits_.size(); ++d) {
      to |= (from & ((std::uint64_t{1} << old[d]) - 1)) << shifts_[d];
      from >>= old[d];
    }
    packed_[group] = to;
    if (is_flat_)
      flat_[to] = group + 1;
    else
      groups_.emplace(to, group);
  }
}

bool SegmentGroups::has_bits() const {
  for (std::size_t d = 0; d < numbers_.size(); ++d)
    if (numbers_[d].size() > std::size_t{1} << bits_[d]) return false;
  return true;
}

void SegmentGroups::merge(const SegmentGroups& other) {
  is_overfull_ = is_overfull_ || other.is_overfull_;
  if (is_overfull_) return;
  std::vector<std::vector<std::uint64_t>> mine(numbers_.size());  // number there to number here
  for (std::size_t d = 0; d < numbers_.size(); ++d)
    for (std::uint32_t number = 0; number < other.numbers_[d].size(); ++number)
      mine[d].push_back(numbers_[d].number(other.numbers_[d].value(number)));
  if (!has_bits()) widen();
  for (std::size_t group = 0; !is_overfull_ && group < other.packed_.size(); ++group) {
    std::uint64_t packed = 0;
    for (std::size_t d = 0; d < numbers_.size(); ++d) {
      const std::uint64_t mask = (std::uint64_t{1} << other.bits_[d]) - 1;
      packed |= mine[d][other.packed_[group] >> other.shifts_[d] & mask] << shifts_[d];
    }
    add_group(other, group, group_of(packed));
  }
}

void SegmentGroups::add_group(const SegmentGroups& other, std::size_t from, std::size_t to) {
  for (std::size_t i = 0; i < states_[to].size(); ++i) states_[to][i] += other.states_[from][i];
  for (std::size_t i = 0; i < tokens_.size(); ++i) tokens_[i][to].add(other.tokens_[i][from]);
  for (std::size_t i = 0; i < money_[to].rows.size(); ++i) {
    money_[to].rows[i] += other.money_[from].rows[i];
    money_[to].costs[i].add(other.money_[from].costs[i]);
  }
  if (durations_) durations_->add(*other.durations_, from, to);
  if (ttfts_) ttfts_->add(*other.ttfts_, from, to);
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
  const std::size_t groups = packed_.size();
  states_.resize(groups);
  for (auto& sums : tokens_) sums.resize(groups);
  money_.resize(groups);
  if (durations_) durations_->grow(groups);
  if (ttfts_) ttfts_->grow(groups);
}

void SegmentGroups::find_groups(std::size_t count) {
  auto& of_row = row_groups_.of_row;
  of_row.resize(count);
  if (packed_rows_.empty()) {
    const std::uint32_t group = group_of(packed_only_);
    row_groups_.is_one = group == 0;
    if (!row_groups_.is_one) std::fill(of_row.begin(), of_row.end(), group);
    return;
  }
  row_groups_.is_one = false;
  std::uint64_t last = kNew;
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t packed = packed_rows_[i] | packed_only_;
    if (is_flat_ && flat_[packed] != 0)
      group = flat_[packed] - 1;
    else if (packed != last)
      group = group_of(packed);
    last = packed;
    of_row[i] = group;
  }
}

void SegmentGroups::count_states(const SegmentView& view) {
  auto* const to = states_.data();
  const std::uint32_t* const of_row = row_groups_.of_row.data();
  if (!parts_.has(UsagePart::status)) {
    if (row_groups_.is_one) to[0][0] += static_cast<std::int64_t>(view.rows.count);
    for (std::size_t i = 0; !row_groups_.is_one && i < view.rows.count; ++i) ++to[of_row[i]][0];
    return;
  }
  const auto& column = view.of(SegmentColumn::status);
  const std::uint64_t low = static_cast<std::uint64_t>(column.low) - (column.can_miss ? 1 : 0);
  const bool is_one = row_groups_.is_one;
  each_code(column, view.rows, [&](std::size_t i, std::uint64_t code) {
    ++to[is_one ? 0 : of_row[i]][(low + code) & 3U];
  });
}

void SegmentGroups::add_money(const SegmentView& view) {
  constexpr auto kContained = static_cast<std::int64_t>(model::CostSource::contained);
  constexpr auto kComputed = static_cast<std::int64_t>(model::CostSource::computed);
  constexpr std::uint8_t kUnknown = 3;  // its cost is not wanted
  source_rows_.resize(view.rows.count);
  const auto& sources = view.of(SegmentColumn::cost_source);
  each_code(sources, view.rows, [&](std::size_t i, std::uint64_t code) {
    const std::int64_t source = sources.value(code);
    const bool is_wanted =
        !view.only_reported || source == static_cast<std::int64_t>(model::CostSource::reported);
    const int kind = source == kContained ? 2 : (source >= kComputed ? 1 : 0);
    source_rows_[i] = is_wanted || kind == 2 ? static_cast<std::uint8_t>(kind) : kUnknown;
  });
  const auto& costs = view.of(SegmentColumn::cost);
  each_code(costs, view.rows, [&](std::size_t i, std::uint64_t code) {
    Money& money = money_[row_groups_.is_one ? 0 : row_groups_.of_row[i]];
    const std::uint8_t source = source_rows_[i];
    const std::int64_t cost = costs.value(code);
    const bool is_known = cost != kMissing && source != kUnknown;
    const std::size_t kind = source == kUnknown ? 0 : source;
    ++money.rows[kind];
    money.costs[kind].sum += is_known ? cost : 0;
    money.costs[kind].known += is_known ? 1 : 0;
  });
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
  const auto& [rows, costs] = money_[group];
  t.reported_nusd = costs[0].value();
  t.computed_nusd = costs[1].value();
  t.unpriced = rows[0] - costs[0].known + rows[1] - costs[1].known;
  if (t.reported_nusd || t.computed_nusd)
    t.cost_nusd = t.reported_nusd.value_or(0) + t.computed_nusd.value_or(0);
  const auto hand = [&](const std::optional<ValueSpreads>& spreads, Distribution& to) {
    if (!spreads) return;
    const ValueSum& sum = spreads->sum(group);
    to.add_sketch(spreads->sketch(group), sum.known, static_cast<double>(sum.sum));
  };
  hand(durations_, t.duration_ms);
  hand(ttfts_, t.ttft_ms);
  return t;
}

void SegmentGroups::each(const Take& take) const {
  UsageKey key(numbers_.size());
  for (std::size_t group = 0; group < packed_.size(); ++group) {
    for (std::size_t d = 0; d < bits_.size(); ++d)
      key[d] = numbers_[d].value(static_cast<std::uint32_t>(packed_[group] >> shifts_[d] &
                                                            ((std::uint64_t{1} << bits_[d]) - 1)));
    UsageTally sum = tally(group);
    take(key, sum);
  }
}

}  // namespace trace::store
