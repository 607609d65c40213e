// Waits until somebody may have written to a store: the kernel tells of writes to its files, and
// where it does not a short pause ends. Whether something was committed is asked of SQLite. Belongs
// to the thread of its Database.
#pragma once

#include "base/fd.h"
#include "store/sqlite.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace trace::store {

class ChangeWatch {
 public:
  // Watch the files of the store at `path`.
  explicit ChangeWatch(const std::string& path);

  // Wait until another connection than `db` has committed, or until `patience` is over; tell which.
  // A commit is seen at once on local file systems, else within 100 ms. Throws Failure.
  bool wait(Database& db, std::chrono::milliseconds patience);

 private:
  bool wait_for_files(std::chrono::milliseconds patience);
  bool has_changed(Database& db);
  void watch_files();

  std::string path_;
  base::Fd events_;
  std::int64_t version_ = -1;
};

}  // namespace trace::store
