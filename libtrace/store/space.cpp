#include "store/space.h"

#include "store/paced_writer.h"

#include <sqlite3.h>

namespace trace::store {
namespace {

constexpr std::int64_t kIncremental = 2;  // sqlite.org/pragma.html#pragma_auto_vacuum

std::int64_t pragma(Database& db, const char* sql) {
  Statement statement(db, sql);
  const auto row = statement.step();
  return row ? row->i64(0) : 0;
}

// Readers are not waited for while recorders wait for the lock.
class NoWaiting {
 public:
  explicit NoWaiting(Database& db) : db_(db), before_(pragma(db, "PRAGMA busy_timeout")) {
    sqlite3_busy_timeout(db_.handle(), 5);
  }
  NoWaiting(const NoWaiting&) = delete;
  NoWaiting& operator=(const NoWaiting&) = delete;
  ~NoWaiting() { sqlite3_busy_timeout(db_.handle(), static_cast<int>(before_)); }

 private:
  Database& db_;
  std::int64_t before_;
};

}  // namespace

std::int64_t used_bytes(Database& db) {
  return (pragma(db, "PRAGMA page_count") - pragma(db, "PRAGMA freelist_count")) *
         pragma(db, "PRAGMA page_size");
}

void give_back_space(Database& db, StoreLock& lock) {
  if (pragma(db, "PRAGMA auto_vacuum") != kIncremental) return rewrite_store(db, lock);
  PacedWriter(db, lock).run([&] {
    db.exec("PRAGMA incremental_vacuum(32)");
    return pragma(db, "PRAGMA freelist_count") > 0;
  });
  empty_log(db, lock);
}

void rewrite_store(Database& db, StoreLock& lock) {
  {
    const StoreLock::Guard guard(lock, PacedWriter::kPatience);
    db.exec(
        "PRAGMA temp_store=FILE; PRAGMA auto_vacuum=INCREMENTAL; VACUUM; PRAGMA "
        "temp_store=MEMORY");
  }
  empty_log(db, lock);
}

bool empty_log(Database& db, StoreLock& lock) {
  const StoreLock::Guard guard(lock, PacedWriter::kPatience);
  const NoWaiting no_waiting(db);
  return pragma(db, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
}

}  // namespace trace::store
