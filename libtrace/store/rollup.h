// Keeps the sums of requests by time and model, and their segments (segment_table.h), up to date:
// what is new is added by its id, what changed is summed again, each step in one transaction under
// the lock of writers. Doing it twice changes nothing, and a rebuild gives the same rows. Reading
// is rollup_reader.h's. Belongs to the thread of the Database.
#pragma once

#include "store/lock.h"
#include "store/request_cost.h"
#include "store/rollup_rows.h"
#include "store/segment_writer.h"
#include "store/sqlite.h"

#include <cstdint>
#include <map>
#include <set>

namespace trace::store {

class Rollup {
 public:
  // `db` is open for writing; all must outlive this.
  Rollup(Database& db, StoreLock& lock, const CostRule& costs,
         std::int64_t segment_requests = kSegmentRequests);
  // Add what is new and sum again what changed. Costs of requests that are summed already stay:
  // REQUIRES: the prices are those of the state, or there is none. Throws Failure.
  void refresh(base::UnixMicros now);
  // Sum everything again, at these prices. Throws Failure.
  void rebuild(base::UnixMicros now);

 private:
  using Cells = std::map<RollupKey, UsageTally>;
  // One transaction; returns whether anything is left to do.
  bool step(base::UnixMicros now);
  struct Span {
    std::int64_t after_id = 0, last_id = 0, requests = 0, newest_id = 0;
  };
  // What is new, at most a step of it.
  Span new_requests(const RollupState& state);
  // Sum the first of these quarters again.
  void sum_stale(const std::set<std::int64_t>& stale, std::int64_t last_id);
  void sum_new(const RollupState& state, const Span& span, const std::set<std::int64_t>& stale);
  // Make segments again in which something changed; returns whether more are left.
  bool mend_segments();
  void count(Statement& rows, Cells& cells);
  void write(const Cells& cells);

  Database& db_;
  StoreLock& lock_;
  CostRule costs_;
  Dictionary names_;
  RequestCost cost_;
  RollupRows rows_;
  SegmentTable segments_;
  std::int64_t segment_requests_;
};

}  // namespace trace::store
