#include "store/chain_state.h"

#include <algorithm>
#include <cstring>

namespace trace::store {
namespace {

ChainGap gap_of(const Row& row) {
  ChainGap gap{row.i64(1), row.i64(2), row.i64(3), {}};
  const auto head = row.text(4);
  if (!head.empty())
    std::memcpy(gap.head.data(), head.data(), std::min(head.size(), gap.head.size()));
  return gap;
}

}  // namespace

std::vector<ChainGap> gaps_in(Database& db, std::int64_t trace) {
  std::vector<ChainGap> gaps;
  Statement(db,
            "SELECT trace, first, last, links, head FROM chain_gaps WHERE trace = ?1 ORDER BY "
            "first")
      .with(trace)
      .each([&](const Row& row) { gaps.push_back(gap_of(row)); });
  return gaps;
}

std::unordered_map<std::int64_t, std::vector<ChainGap>> all_gaps(Database& db) {
  std::unordered_map<std::int64_t, std::vector<ChainGap>> gaps;
  Statement(db, "SELECT trace, first, last, links, head FROM chain_gaps ORDER BY trace, first")
      .each([&](const Row& row) { gaps[row.i64(0)].push_back(gap_of(row)); });
  return gaps;
}

void ChainState::pass_gap() {
  const auto& gap = gaps_[next_gap_++];
  links_ += gap.links;
  head_ = gap.head;
}

ChainState::Fit ChainState::take(const ChainRow& row) {
  while (next_gap_ < gaps_.size() && gaps_[next_gap_].last < row.id) pass_gap();
  if (next_gap_ < gaps_.size() && gaps_[next_gap_].first <= row.id) return Fit::unchecked;
  const auto link = next_link(head_, row.link);
  if (row.fault != nullptr || row_mark(link, row.link, row.rest) != row.mark) return Fit::broken;
  head_ = link;
  ++links_;
  return Fit::good;
}

bool ChainState::is_in_gap(std::int64_t event) const noexcept {
  return std::any_of(gaps_.begin(), gaps_.end(), [event](const ChainGap& gap) {
    return gap.first <= event && event <= gap.last;
  });
}

void ChainState::finish() {
  while (next_gap_ < gaps_.size()) pass_gap();
}

bool fits_alone(const ChainRow& row) noexcept {
  return row.fault == nullptr && row_mark(next_link({}, row.link), row.link, row.rest) == row.mark;
}

}  // namespace trace::store
