#include "store/switches.h"

namespace trace::store {

std::optional<bool> remembered_switch(Database& db, std::string_view session) {
  if (session.empty()) return std::nullopt;
  Statement find(db, "SELECT enabled FROM switches WHERE session = ?1");
  const auto row = find.with(session).step();
  if (!row) return std::nullopt;
  return row->i64(0) != 0;
}

void remember_switch(Database& db, StoreLock& lock, std::string_view session, bool enabled,
                     base::UnixMicros at) {
  const StoreLock::Guard guard(lock, base::DurationMs{2000});
  Transaction transaction(db);
  Statement keep(db,
                 "INSERT INTO switches(session, enabled, at) VALUES (?1, ?2, ?3) ON "
                 "CONFLICT(session) DO UPDATE SET enabled = excluded.enabled, at = excluded.at");
  keep.with(session, enabled ? 1 : 0, at.v).run();
  transaction.commit();
}

}  // namespace trace::store
