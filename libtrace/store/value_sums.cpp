#include "store/value_sums.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr std::int64_t kFewMillis = 1 << 16;
// Groups whose buckets are counted side by side: 9 MB of them at most.
constexpr std::size_t kDenseGroups = 4'096;

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

// What a code adds to a sum: `base` and itself, unless it is that of a missing value.
struct Decoder {
  explicit Decoder(const PackedColumn& column)
      : base(static_cast<std::uint64_t>(column.low) - (column.can_miss ? 1 : 0)),
        missing(column.can_miss ? 0 : std::numeric_limits<std::uint64_t>::max()) {}
  bool is_known(std::uint64_t code) const { return code != missing; }
  std::int64_t value(std::uint64_t code) const { return static_cast<std::int64_t>(base + code); }
  // Without a branch: which values are missing cannot be foreseen.
  void add(std::uint64_t code, ValueSum& to) const {
    const std::uint64_t known = code != missing ? 1 : 0;
    to.sum += static_cast<std::int64_t>((base + code) & (0 - known));
    to.known += static_cast<std::int64_t>(known);
  }

  std::uint64_t base, missing;
};

}  // namespace

void add_values(const PackedColumn& column, const PickedRows& rows, const RowGroups& groups,
                std::vector<ValueSum>& sums) {
  const Decoder decoder(column);
  if (groups.is_one) {
    ValueSum all;
    each_code(column, rows, [&](std::size_t, std::uint64_t code) { decoder.add(code, all); });
    return sums[0].add(all);
  }
  const std::uint32_t* const of_row = groups.of_row.data();
  ValueSum* const to = sums.data();
  each_code(column, rows,
            [&](std::size_t i, std::uint64_t code) { decoder.add(code, to[of_row[i]]); });
}

ValueSpreads::ValueSpreads()
    : bucket_of_(buckets_of_few()), buckets_(std::size_t{bucket_of_.back()} + 1) {}

void ValueSpreads::grow(std::size_t groups) {
  sums_.resize(groups);
  others_.resize(groups);
  counts_.resize(std::min(groups, kDenseGroups) * buckets_, 0);
}

void ValueSpreads::add(const PackedColumn& column, const PickedRows& rows,
                       const RowGroups& groups) {
  add_values(column, rows, groups, sums_);
  const Decoder decoder(column);
  each_code(column, rows, [&](std::size_t i, std::uint64_t code) {
    if (!decoder.is_known(code)) return;
    const std::int64_t value = decoder.value(code);
    const std::size_t group = groups.is_one ? 0 : groups.of_row[i];
    const bool is_small = value >= 0 && value < kFewMillis;
    const std::size_t bucket = is_small ? bucket_of_[static_cast<std::size_t>(value)] : 0;
    if (is_small && group < kDenseGroups)
      ++counts_[group * buckets_ + bucket];
    else
      others_[group].add_bucket(is_small ? static_cast<int>(bucket) : Sketch::bucket_of(value), 1);
  });
}

void ValueSpreads::add(const ValueSpreads& other, std::size_t from, std::size_t to) {
  sums_[to].add(other.sums_[from]);
  if (from >= kDenseGroups || to >= kDenseGroups) return others_[to].add(other.sketch(from));
  others_[to].add(other.others_[from]);
  for (std::size_t bucket = 0; bucket < buckets_; ++bucket)
    counts_[to * buckets_ + bucket] += other.counts_[from * buckets_ + bucket];
}

Sketch ValueSpreads::sketch(std::size_t group) const {
  Sketch sketch = others_[group];
  if (group >= kDenseGroups) return sketch;
  const auto* counts = counts_.data() + group * buckets_;
  for (std::size_t bucket = 0; bucket < buckets_; ++bucket)
    if (counts[bucket] != 0) sketch.add_bucket(static_cast<int>(bucket), counts[bucket]);
  return sketch;
}

}  // namespace trace::store
