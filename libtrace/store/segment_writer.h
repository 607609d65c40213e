// Gathers rows of requests into segments: columns of numbers as segment_table.h keeps them. Belongs
// to the thread of the Database.
#pragma once

#include "store/segment_table.h"
#include "store/usage_tally.h"

#include <string_view>

namespace trace::store {

// What a segment needs of `requests r` after the columns of a sample (usage_sample.h).
inline constexpr std::string_view kSegmentExtras = ", r.token, r.account, r.user, r.mode, r.trace";

class SegmentWriter {
 public:
  // `table` must outlive this. The next segment begins after `after_id`; with `full` requests it is
  // full.
  SegmentWriter(SegmentTable& table, std::int64_t after_id, std::int64_t full)
      : table_(table), full_(full) {
    begin(after_id);
  }
  // Add a row with these columns, its cost settled; rows come in order of ids. Returns true when
  // this filled a segment and wrote it. `was_computed`: the cost is not of the row.
  bool add(const Row& row, const UsageSample& sample, bool was_computed);
  // The same without writing: a segment that is made again keeps its ids.
  void hold(const Row& row, const UsageSample& sample, bool was_computed);
  // Write what was added as the segment that ends with `last_id`, however full. REQUIRES: a
  // transaction.
  void finish(std::int64_t last_id);

 private:
  void begin(std::int64_t after_id);
  void append(SegmentColumn column, const std::optional<std::int64_t>& value);

  SegmentTable& table_;
  std::int64_t full_;
  SegmentSpan span_;
  SegmentValues values_;
};

}  // namespace trace::store
