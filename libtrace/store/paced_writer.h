// Work on many rows that recorders hardly notice: small steps, as many in a transaction as fit into
// a few milliseconds, each transaction under the lock of writers, which others get in between. Not
// for work that has to happen whole. Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/lock.h"
#include "store/sqlite.h"

#include <functional>

namespace trace::store {

class PacedWriter {
 public:
  // How long a transaction takes steps, and how long the lock is waited for.
  static constexpr base::DurationMs kHold{12};
  static constexpr base::DurationMs kPatience{30'000};

  // Both must outlive this.
  PacedWriter(Database& db, StoreLock& lock) : db_(db), lock_(lock) {}
  // Call `step` until it returns false: nothing is left. What a step did is committed with its
  // neighbours. Throws Failure busy when the lock cannot be had.
  void run(const std::function<bool()>& step);
  // Call `work` once, in a transaction of its own, which is kept when it returns true.
  bool once(const std::function<bool()>& work);

 private:
  Database& db_;
  StoreLock& lock_;
};

}  // namespace trace::store
