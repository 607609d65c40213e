// Requests counted by any dimensions: from the sums that are kept where these can answer, else from
// the segments, else in one pass over the table. Where a day begins is the caller's (calendar/).
// Belongs to the thread of its Database.
#pragma once

#include "store/dictionary.h"
#include "store/rollup_reader.h"
#include "store/sqlite.h"
#include "store/trace_facts.h"
#include "store/usage_question.h"
#include "store/usage_tally.h"

#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace trace::store {

// A value of a dimension: nothing, the start of a bucket, or a name.
using DimensionValue = std::variant<std::monostate, base::UnixMicros, std::string>;

struct UsageGroup {
  std::vector<DimensionValue> key;
  UsageTally tally;
};

class UsageReport {
 public:
  // `db` must outlive this.
  explicit UsageReport(Database& db);
  // Count the requests that the filter lets through; groups come in order of their keys, missing
  // values first. Without dimensions there is one group, also when it is empty. Throws Failure.
  std::vector<UsageGroup> count(const std::vector<Dimension>& by, const Filter& filter,
                                const BucketStart& bucket, const CostRule& costs = {});
  // The same; what `parts` leaves out may be missing in the tallies.
  std::vector<UsageGroup> count(const UsageQuestion& question);
  // How the last count was answered: which sums, and SQLite's plan for the rows beside them.
  std::string plan();

 private:
  using Key = UsageKey;
  using Groups = std::unordered_map<Key, UsageTally, UsageKeyHash>;
  // `piece` null: all that the filter lets through.
  void add_rows(const UsageQuestion& question, const RowPiece* piece, Groups& groups);
  // Add a sum, which is taken away, to its group.
  static void take(const Key& key, UsageTally& tally, Groups& groups);
  bool add_sums(const UsageQuestion& question, Groups& groups);
  bool add_segments(const UsageQuestion& question, Groups& groups);
  void read_key(const Row& row, const UsageQuestion& question, Key& key);
  DimensionValue shown(std::int64_t value, Dimension dimension);
  // The groups, taken away, in order of what is shown.
  std::vector<UsageGroup> in_order(Groups& groups, const std::vector<Dimension>& by);

  Database& db_;
  Dictionary names_;
  TraceFacts traces_;
  std::string sums_;              // what answered, in words
  std::vector<SqlText> queries_;  // of rows
};

}  // namespace trace::store
