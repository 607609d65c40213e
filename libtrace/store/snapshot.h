// Several statements that see the same state of the store, whoever writes meanwhile. Belongs to the
// thread of the Database.
#pragma once

#include "store/sqlite.h"

namespace trace::store {

class Snapshot {
 public:
  // Begin a read transaction unless one is open. `db` must outlive this. Throws Failure.
  explicit Snapshot(Database& db);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  // End it. REQUIRES: nothing was written in it, no statement of it runs.
  ~Snapshot();

 private:
  Database& db_;
  bool is_mine_;
};

}  // namespace trace::store
