// Threads that count segments which another one reads. Few wait at a time, so memory stays flat.
// add() and finish() belong to one thread.
#pragma once

#include "store/segment_query.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace trace::store {

class SegmentWorkers {
 public:
  // Begin `threads` of them; 0: add() does the work itself. `query` must outlive this.
  SegmentWorkers(const SegmentQuery& query, std::size_t threads);
  SegmentWorkers(const SegmentWorkers&) = delete;
  SegmentWorkers& operator=(const SegmentWorkers&) = delete;
  ~SegmentWorkers();
  // Count these; waits while enough others do.
  void add(SegmentBytes bytes);
  // Wait for all and return what each counted, as long as this lives. Throws what a thread threw.
  std::vector<const SegmentGroups*> finish();

 private:
  // What one thread has: its groups, and room that it uses again.
  struct Counter {
    SegmentGroups groups;
    SegmentValues values;
    RequestColumns columns;
  };
  void count(const SegmentBytes& bytes, Counter& counter) const;
  void work(Counter& counter);
  void close();

  const SegmentQuery& query_;
  std::vector<Counter> counters_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SegmentBytes> waiting_;
  bool is_closed_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace trace::store
