// Reads the sums that stats-aggregate keeps, where they can answer: by time and model, with no
// other filter than those. What they cannot know is named as pieces of the table requests. Belongs
// to the thread of the Database. REQUIRES: one read transaction around read() and the pieces.
#pragma once

#include "store/rollup_rows.h"
#include "store/usage_question.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace trace::store {

// Requests with since <= at < until and after_id < id <= last_id.
struct RowPiece {
  std::optional<base::UnixMicros> since, until;
  std::int64_t after_id = 0, last_id = 0;
};

class RollupReader {
 public:
  // All must outlive this.
  RollupReader(Database& db, const UsageQuestion& question)
      : db_(db), by_(question.by), bucket_(question.bucket), parts_(question.parts) {}
  using Take = std::function<void(const UsageKey&, UsageTally&)>;
  // Hand over every sum, which may be taken away, and return what has to be counted besides;
  // nothing (and no call) when the sums cannot answer.
  std::optional<std::vector<RowPiece>> read(const Filter& filter, const CostRule& costs,
                                            const Take& take);

 private:
  bool may_answer(const Filter& filter, const CostRule& costs);
  bool lies_in_one_bucket(base::UnixMicros from, base::UnixMicros to) const;
  bool is_whole_day(std::int64_t day) const;
  void hand_over(const RollupKey& key, UsageTally& tally, const Take& take);
  void read_quarters(std::int64_t day, const Take& take);

  Database& db_;
  const std::vector<Dimension>& by_;
  const BucketStart& bucket_;
  UsageParts parts_;
  std::optional<RollupRows> rows_;  // made when the store has sums
  RollupState state_;
  std::optional<std::set<std::int64_t>> models_;
  std::set<std::int64_t> stale_;
  std::int64_t first_ = 0, end_ = 0;  // quarters
  std::vector<RowPiece> pieces_;
  UsageKey shown_;  // room that is used again
};

}  // namespace trace::store
