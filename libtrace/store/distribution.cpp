#include "store/distribution.h"

#include <algorithm>

namespace trace::store {

void Distribution::add(std::int64_t value) {
  ++count_;
  sum_ += static_cast<double>(value);
  if (sketch_) return sketch_->add(value);
  recent_.push_back(value);
  if (recent_.size() >= kMostRecent) fold();
}

void Distribution::become_sketch() {
  if (sketch_) return;
  fold();
  sketch_.emplace();
  for (const auto& [value, times] : counts_) sketch_->add(value, times);
  counts_ = {};
}

// Few values stay exact: those of a store and its archives are what those of one store are.
bool Distribution::add_exactly(const Distribution& other) {
  const std::size_t values = other.counts_.size() + other.recent_.size();
  if (sketch_ || other.sketch_ || counts_.size() + values > kMostExact) return false;
  for (const auto& [value, times] : other.counts_)
    recent_.insert(recent_.end(), static_cast<std::size_t>(times), value);
  recent_.insert(recent_.end(), other.recent_.begin(), other.recent_.end());
  fold();
  return true;
}

void Distribution::add(const Distribution& other) {
  if (other.count_ == 0) return;
  if (other.count_ <= static_cast<std::int64_t>(kMostExact) && add_exactly(other)) {
    count_ += other.count_;
    sum_ += other.sum_;
    return;
  }
  become_sketch();
  count_ += other.count_;
  sum_ += other.sum_;
  if (other.sketch_) return sketch_->add(*other.sketch_);
  for (const auto& [value, times] : other.counts_) sketch_->add(value, times);
  for (const std::int64_t value : other.recent_) sketch_->add(value);
}

void Distribution::add_sketch(std::string_view bytes, std::int64_t count, double sum) {
  if (count == 0) return;
  become_sketch();
  count_ += count;
  sum_ += sum;
  sketch_->add_bytes(bytes);
}

void Distribution::add_sketch_bytes(std::string_view bytes) {
  if (bytes.empty()) return;
  become_sketch();
  sketch_->add_bytes(bytes);
}

void Distribution::add_sketch(const Sketch& sketch, std::int64_t count, double sum) {
  if (count == 0) return;
  become_sketch();
  count_ += count;
  sum_ += sum;
  sketch_->add(sketch);
}

std::string Distribution::sketch_bytes() {
  become_sketch();
  return sketch_->bytes();
}

std::optional<double> Distribution::average() const {
  if (count_ == 0) return std::nullopt;
  return sum_ / static_cast<double>(count_);
}

void Distribution::fold() {
  if (recent_.empty()) return;
  std::sort(recent_.begin(), recent_.end());
  std::vector<std::pair<std::int64_t, std::int64_t>> merged;
  merged.reserve(counts_.size() + recent_.size());
  auto old = counts_.begin();
  for (const std::int64_t value : recent_) {
    while (old != counts_.end() && old->first <= value) merged.push_back(*old++);
    if (!merged.empty() && merged.back().first == value)
      ++merged.back().second;
    else
      merged.emplace_back(value, 1);
  }
  merged.insert(merged.end(), old, counts_.end());
  counts_ = std::move(merged);
  recent_.clear();
}

std::optional<std::int64_t> Distribution::percentile(int percent) {
  if (count_ == 0) return std::nullopt;
  if (sketch_) return sketch_->percentile(percent, count_);
  fold();
  const std::int64_t rank = (count_ * percent + 99) / 100;
  std::int64_t seen = 0;
  for (const auto& [value, times] : counts_) {
    seen += times;
    if (seen >= rank) return value;
  }
  return counts_.back().first;
}

}  // namespace trace::store
