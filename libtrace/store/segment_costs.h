// Costs of requests in segments by another rule than the one that they were made by: other prices,
// or prices alone. Belongs to the thread of the Database.
#pragma once

#include "store/request_cost.h"
#include "store/segment_query.h"

namespace trace::store {

class SegmentCosts {
 public:
  // `db` must outlive this.
  SegmentCosts(Database& db, const CostRule& rule);
  // Let the query read what costs are made of. REQUIRES: ask() was called.
  void prepare(SegmentQuery& query) const;
  // Put the costs in place of those in the segment, where they are others.
  void settle(const SegmentQuery& query, SegmentBytes& bytes);

 private:
  Dictionary names_;
  CostRule rule_;
  RequestCost cost_;
  bool is_kept_;
};

}  // namespace trace::store
