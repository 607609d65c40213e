// Deletes whole traces with all that belongs to them, and requests of no trace; each deletion of a
// trace leaves a receipt. Every transaction is short and under the lock of the writers. What goes
// is chosen elsewhere (prune_plan.h). Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/lock.h"
#include "store/sqlite.h"
#include "store/tombstones.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trace::store {

class Retention {
 public:
  // Rows that go in one transaction, and how long a lock is waited for.
  static constexpr std::int64_t kSlice = 20'000;
  static constexpr base::DurationMs kPatience{30'000};

  // `db` is open for writing; both must outlive this.
  Retention(Database& db, StoreLock& lock);
  // Delete one trace that has ended; false when it is gone or runs again. Bytes that events of
  // other traces lie in stay. Throws Failure busy when the lock cannot be had.
  bool remove_trace(std::int64_t trace, const std::string& reason, base::UnixMicros now);
  // Delete requests, and what was said in them.
  void remove_requests(std::span<const std::int64_t> requests);
  // Forget where deleted lines came a second time; call it when the last trace is deleted.
  void remove_lost_repeats();
  // Give the freed pages back to the system.
  void vacuum();

 private:
  struct Victim;
  bool slice(Victim& victim);
  bool is_needed(std::int64_t carrier, std::int64_t trace);
  void drop_free_carrier(std::int64_t carrier, Victim& victim);
  void remove_rest(Victim& victim);
  void remove_input(std::int64_t input);

  Database& db_;
  StoreLock& lock_;
  Statement head_;
  Tombstones tombstones_;
  Statement next_events_, after_, remove_event_, free_event_, place_, remove_pieces_;
};

}  // namespace trace::store
