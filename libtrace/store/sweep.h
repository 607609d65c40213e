// Running traces that nobody records any more: found, and ended provisionally. A recorder of this
// boot and pid namespace is judged by its process, the others by silence. Belongs to the thread of
// its Database.
#pragma once

#include "base/time.h"
#include "model/status.h"
#include "store/lock.h"
#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::store {

// A trace that has to end, and how: abandoned (its recorder is gone) or timeout (silent too long).
struct LostTrace {
  std::int64_t row = 0;
  std::string id;
  model::RunStatus end = model::RunStatus::abandoned;
  base::UnixMicros last_sign;  // of life: when it ended as far as anybody knows
};

class Sweep {
 public:
  // `db` must outlive this.
  explicit Sweep(Database& db);
  // Return the lost traces; silence longer than `idle` counts where no process can be judged.
  std::vector<LostTrace> find(base::UnixMicros now, base::DurationMs idle);
  // End one of them, unless it gave a sign of life since. REQUIRES: `db` is open for writing.
  // Throws Failure busy when the lock cannot be had.
  bool end(const LostTrace& trace, StoreLock& lock);

 private:
  base::UnixMicros last_sign(const Row& row);

  Database& db_;
  Statement running_, last_event_;
};

}  // namespace trace::store
