// How far the chain of one trace holds: its rows are taken in order of arrival, and each must
// follow from those before it. Where rows are gone a receipt says with which head the chain goes
// on. Plain values; not shared between threads.
#pragma once

#include "store/chain_rows.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace trace::store {

// A row of chain_gaps.
struct ChainGap {
  std::int64_t first = 0, last = 0, links = 0;
  digest::Hash256 head{};
};

// Return the gaps of a trace, in order; those of all traces.
std::vector<ChainGap> gaps_in(Database& db, std::int64_t trace);
std::unordered_map<std::int64_t, std::vector<ChainGap>> all_gaps(Database& db);

class ChainState {
 public:
  enum class Fit : std::uint8_t { good, unchecked, broken };

  ChainState() = default;
  explicit ChainState(std::vector<ChainGap> gaps) : gaps_(std::move(gaps)) {}
  // Take the next row. unchecked: its links are in a gap. After a broken one nothing is known.
  Fit take(const ChainRow& row);
  // There are no more rows.
  void finish();
  const digest::Hash256& head() const noexcept { return head_; }
  std::int64_t links() const noexcept { return links_; }
  bool has_gaps() const noexcept { return !gaps_.empty(); }
  bool is_in_gap(std::int64_t event) const noexcept;
  std::size_t gaps_passed() const noexcept { return next_gap_; }

 private:
  void pass_gap();

  std::vector<ChainGap> gaps_;
  std::size_t next_gap_ = 0;
  digest::Hash256 head_{};
  std::int64_t links_ = 0;
};

// Tell whether a row of no trace is as it was written.
bool fits_alone(const ChainRow& row) noexcept;

}  // namespace trace::store
