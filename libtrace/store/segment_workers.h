// Threads that read and count segments, each over a connection of its own: these see what the
// caller's sees, or else the caller counts alone. Belongs to the thread of the Database.
#pragma once

#include "store/segment_costs.h"
#include "store/segment_groups.h"
#include "store/segment_query.h"

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string>
#include <vector>

namespace trace::store {

class SegmentWorkers {
 public:
  // All must outlive this.
  SegmentWorkers(const SegmentQuery& query, const CostRule& costs,
                 const std::vector<SegmentSpan>& spans)
      : query_(query), costs_(costs), spans_(spans) {}
  // Count all segments; `threads` 0: without any. What is returned lives as long as this. Throws
  // Failure. REQUIRES: a read transaction of `db`.
  const SegmentGroups& run(Database& db, std::size_t threads);

 private:
  void work(Database& db, SegmentGroups& groups);
  void work_beside(const std::string& path, const std::string& state, SegmentGroups& groups);

  const SegmentQuery& query_;
  const CostRule& costs_;
  const std::vector<SegmentSpan>& spans_;
  std::atomic<std::size_t> next_{0};
  std::vector<SegmentGroups> groups_;  // of each thread, and of the caller
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace trace::store
