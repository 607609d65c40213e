#include "store/sketch.h"

#include <cmath>

namespace trace::store {
namespace {

constexpr double kGrowth = 1.02;

// LEB128: seven bits a byte, the last one without the high bit.
void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>((value & 0x7FU) | 0x80U);
  out += static_cast<char>(value);
}

bool take_varint(std::string_view& bytes, std::uint64_t& value) {
  if (!bytes.empty() && static_cast<unsigned char>(bytes.front()) < 0x80) {  // nearly all
    value = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    return true;
  }
  value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

// The middle of a bucket: no value in it is further away than 1 % of itself.
std::int64_t value_of(int bucket) {
  if (bucket == 0) return 0;
  return std::llround(2 * std::pow(kGrowth, bucket - 1) / (kGrowth + 1));
}

// Call `f` for each bucket and its count, up to where the bytes break or `f` returns false.
template <typename F>
void each_bucket(std::string_view bytes, F&& f) {
  constexpr std::uint64_t kMostBuckets = 4096;
  std::uint64_t bucket = 0, step = 0, times = 0;
  while (take_varint(bytes, step) && take_varint(bytes, times)) {
    bucket += step;
    if (step > kMostBuckets || bucket > kMostBuckets) return;
    if (!f(static_cast<int>(bucket), static_cast<std::int64_t>(times))) return;
  }
}

}  // namespace

int Sketch::bucket_of(std::int64_t value) {
  static const double log_growth = std::log(kGrowth);
  if (value <= 0) return 0;
  return 1 + static_cast<int>(std::ceil(std::log(static_cast<double>(value)) / log_growth));
}

void Sketch::add(const Sketch& other) {
  if (!other.packed_.empty()) return add_bytes(other.packed_);
  for (std::size_t i = 0; i < other.counts_.size(); ++i)
    if (other.counts_[i] != 0) add_bucket(other.first_ + static_cast<int>(i), other.counts_[i]);
}

void Sketch::add_outside(int bucket, std::int64_t times) {
  if (counts_.empty()) first_ = bucket;
  if (bucket < first_) {
    counts_.insert(counts_.begin(), static_cast<std::size_t>(first_ - bucket), 0);
    first_ = bucket;
  }
  const auto at = static_cast<std::size_t>(bucket - first_);
  if (at >= counts_.size()) counts_.resize(at + 1, 0);
  counts_[at] += times;
}

void Sketch::add_bytes(std::string_view bytes) {
  if (counts_.empty() && packed_.empty()) {
    packed_ = bytes;
    return;
  }
  each_bucket(bytes, [&](int bucket, std::int64_t times) {
    add_bucket(bucket, times);
    return true;
  });
}

void Sketch::unpack() {
  const std::string bytes = std::move(packed_);
  packed_.clear();
  counts_.reserve(512);
  each_bucket(bytes, [&](int bucket, std::int64_t times) {
    add_bucket(bucket, times);
    return true;
  });
}

std::string Sketch::bytes() const {
  if (!packed_.empty()) return packed_;
  std::string out;
  int last = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    const int bucket = first_ + static_cast<int>(i);
    append_varint(out, static_cast<std::uint64_t>(bucket - last));
    append_varint(out, static_cast<std::uint64_t>(counts_[i]));
    last = bucket;
  }
  return out;
}

std::int64_t Sketch::percentile(int percent, std::int64_t count) const {
  const std::int64_t rank = (count * percent + 99) / 100;
  std::int64_t seen = 0;
  int found = 0;
  each_bucket(packed_, [&](int bucket, std::int64_t times) {
    found = bucket;
    return (seen += times) < rank;
  });
  if (!packed_.empty()) return value_of(found);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank && seen > 0) return value_of(first_ + static_cast<int>(i));
  }
  return counts_.empty() ? 0 : value_of(first_ + static_cast<int>(counts_.size()) - 1);
}

}  // namespace trace::store
