#include "store/distribution.h"

#include <algorithm>

namespace trace::store {

void Distribution::add(std::int64_t value) {
  recent_.push_back(value);
  ++count_;
  sum_ += static_cast<double>(value);
  if (recent_.size() >= kMostRecent) fold();
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
