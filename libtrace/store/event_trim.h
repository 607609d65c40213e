// Takes the oldest events away from a trace that has too many; errors stay, and so do lines that
// other events lie in. Every transaction is short. Belongs to the thread of its Database.
#pragma once

#include "store/lock.h"
#include "store/paced_writer.h"
#include "store/retention.h"
#include "store/sqlite.h"

#include <cstdint>
#include <vector>

namespace trace::store {

class EventTrim {
 public:
  // `db` is open for writing; both must outlive this.
  EventTrim(Database& db, StoreLock& lock);
  // Delete events until the trace has `most`, as far as there are any that may go; return how many.
  // One that has not ended stays as it is. Throws Failure busy when the lock cannot be had.
  std::int64_t trim(std::int64_t trace, std::int64_t most, const PruneReceipt& receipt);

 private:
  std::vector<std::int64_t> oldest(std::int64_t trace, std::int64_t most);
  bool leave_gaps(std::int64_t trace, std::vector<std::int64_t> events,
                  const PruneReceipt& receipt);
  bool is_carrier(std::int64_t event);
  bool remove(std::int64_t event);

  Database& db_;
  PacedWriter writer_;
  Statement after_, place_, pieces_, remove_, supersede_, count_;
};

}  // namespace trace::store
