#include "store/tombstones.h"

namespace trace::store {

Tombstones::Tombstones(Database& db)
    : begin_(db,
             "INSERT INTO pruned(uid, at, reason, events, head, links, leaving) "
             "SELECT uid, ?2, ?3, event_count, chain_head, chain_count, id FROM traces "
             "WHERE id = ?1 ON CONFLICT(uid) DO UPDATE SET at = excluded.at, reason = "
             "excluded.reason, events = excluded.events, head = excluded.head, links = "
             "excluded.links, leaving = excluded.leaving"),
      finish_(db, "UPDATE pruned SET leaving = NULL WHERE leaving = ?1"),
      find_(db,
            "SELECT uid, reason, head, at, events, links, leaving IS NOT NULL FROM pruned "
            "WHERE uid = ?1") {}

void Tombstones::begin(std::int64_t trace, std::string_view rule, base::UnixMicros now) {
  begin_.with(trace, now.v, rule).run();
}

void Tombstones::finish(std::int64_t trace) { finish_.with(trace).run(); }

std::optional<Tombstone> Tombstones::find(std::string_view id) {
  find_.with(id);
  const auto row = find_.step();
  if (!row) {
    find_.reset();
    return std::nullopt;
  }
  Tombstone out;
  out.id = row->text(0);
  out.rule = row->text(1);
  out.head = row->text(2);
  out.pruned_at = {row->i64(3)};
  out.events = row->i64(4);
  out.links = row->i64(5);
  out.is_leaving = row->i64(6) != 0;
  find_.reset();
  return out;
}

}  // namespace trace::store
