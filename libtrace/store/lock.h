// The turnstile of writers: an advisory flock on `<db>.lock`, held across each write transaction
// and checkpoint, so that commits and checkpoints of several processes never overlap (SQLite
// before 3.51.3 can lose frames when they do) and no writer starves: who waits says so by a lock on
// the file's first byte, and nobody takes the lock at once while somebody waits. A foreign writer
// (the sqlite3 shell) does not take part. One object belongs to one thread.
#pragma once

#include "base/fd.h"
#include "base/time.h"

#include <string>

namespace trace::store {

class StoreLock {
 public:
  // Open (or make, 0600) the lock file of the store at `db_path`. Throws Failure.
  explicit StoreLock(const std::string& db_path);
  // Try until `patience` is over, with jitter between tries and at least once; false: somebody
  // holds it.
  bool acquire(base::DurationMs patience);
  void release() noexcept;

  // Holds the lock for a scope. Throws Failure busy when it cannot be had.
  class Guard {
   public:
    Guard(StoreLock& lock, base::DurationMs patience);
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() { lock_.release(); }

   private:
    StoreLock& lock_;
  };

 private:
  base::Fd fd_;
};

}  // namespace trace::store
