// Counts requests from their segments: any dimensions, and any filter on what segments hold, spread
// over all cores. What segments cannot know is named as pieces of the table requests. Belongs to
// the thread of the Database. REQUIRES: one read transaction around read() and the pieces.
#pragma once

#include "store/rollup_reader.h"
#include "store/segment_costs.h"
#include "store/segment_query.h"
#include "store/trace_facts.h"
#include "store/usage_question.h"

#include <optional>
#include <vector>

namespace trace::store {

class SegmentReader {
 public:
  // Both must outlive this.
  SegmentReader(Database& db, TraceFacts& traces) : db_(db), traces_(traces) {}
  // Hand over the sums of each group and return what has to be counted besides; nothing (and no
  // call) when segments cannot answer. Throws Failure.
  std::optional<std::vector<RowPiece>> read(const UsageQuestion& question,
                                            const SegmentGroups::Take& take);

 private:
  // Which spans are read; the others become pieces.
  std::vector<SegmentSpan> current(const Filter& filter, SegmentTable& table);
  bool count(const SegmentQuery& query, const UsageQuestion& question,
             std::vector<SegmentSpan> spans, const SegmentGroups::Take& take);

  Database& db_;
  TraceFacts& traces_;
  std::vector<RowPiece> pieces_;
};

}  // namespace trace::store
