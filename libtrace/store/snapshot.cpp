#include "store/snapshot.h"

#include <sqlite3.h>

namespace trace::store {

Snapshot::Snapshot(Database& db) : db_(db), is_mine_(db.is_autocommit()) {
  if (is_mine_) db_.exec("BEGIN");
}

Snapshot::~Snapshot() {
  if (is_mine_ && !db_.is_autocommit())
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace trace::store
