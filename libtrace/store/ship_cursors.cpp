#include "store/ship_cursors.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr std::string_view kCursors =
    "SELECT name, event, revision, next_event, next_revision, filled, created_at, shipped_at, "
    "batches, rows, (SELECT count(*) FROM ship_set_aside a WHERE a.name = c.name) "
    "FROM ship_cursors c ORDER BY name";
// Anything of a trace that is past a mark. Its requests are those that it owns.
constexpr std::string_view kOfTrace =
    "SELECT EXISTS(SELECT 1 FROM events WHERE trace = ?1 AND seq IS NOT NULL AND id > ?2) OR "
    "EXISTS(SELECT 1 FROM revisions v WHERE v.rev > ?3 AND v.kind = 0 AND v.row = ?1) OR "
    "EXISTS(SELECT 1 FROM requests r JOIN revisions v ON v.row = r.id AND v.kind IN (2, 3) "
    "WHERE r.trace = ?1 AND v.rev > ?3) OR "
    "EXISTS(SELECT 1 FROM ship_set_aside a WHERE a.kind = 0 AND a.row = ?1) OR "
    "EXISTS(SELECT 1 FROM ship_set_aside a JOIN events e ON e.id = a.row WHERE a.kind = 1 AND "
    "e.trace = ?1) OR "
    "EXISTS(SELECT 1 FROM ship_set_aside a JOIN requests r ON r.id = a.row WHERE a.kind IN (2, 3) "
    "AND r.trace = ?1)";

bool has_cursors(Database& db) {
  Statement find(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'ship_cursors'");
  return find.step().has_value();
}

ShipCursor cursor_at(const Row& row) {
  ShipCursor cursor;
  cursor.name = row.text(0);
  cursor.done = {row.i64(1), row.i64(2)};
  if (!row.is_null(3)) cursor.under_way = ShipMark{row.i64(3), row.i64(4)};
  cursor.is_filled = row.i64(5) != 0;
  cursor.created_at = {row.i64(6)};
  if (const auto at = row.maybe_i64(7)) cursor.shipped_at = base::UnixMicros{*at};
  cursor.batches = row.i64(8);
  cursor.rows = row.i64(9);
  cursor.set_aside = row.i64(10);
  return cursor;
}

}  // namespace

std::vector<ShipCursor> ship_cursors(Database& db) {
  std::vector<ShipCursor> cursors;
  if (!has_cursors(db)) return cursors;
  Statement(db, kCursors).each([&](const Row& row) { cursors.push_back(cursor_at(row)); });
  return cursors;
}

std::optional<ShipCursor> find_ship_cursor(Database& db, const std::string& name) {
  auto cursors = ship_cursors(db);
  const auto found = std::find_if(cursors.begin(), cursors.end(),
                                  [&](const ShipCursor& cursor) { return cursor.name == name; });
  if (found == cursors.end()) return std::nullopt;
  return std::move(*found);
}

std::int64_t count_unshipped(Database& db, const ShipMark& done, std::int64_t most) {
  Statement count(db,
                  "SELECT count(*) FROM (SELECT 1 FROM events WHERE id > ?1 AND seq IS NOT NULL "
                  "UNION ALL SELECT 1 FROM revisions WHERE rev > ?2 LIMIT ?3)");
  return count.with(done.event, done.revision, most).step()->i64(0);
}

std::optional<ShipMark> smallest_shipped(Database& db) {
  std::optional<ShipMark> mark;
  for (const ShipCursor& cursor : ship_cursors(db)) {
    if (!mark) mark = cursor.done;
    mark->event = std::min(mark->event, cursor.done.event);
    mark->revision = std::min(mark->revision, cursor.done.revision);
  }
  return mark;
}

ShipHold::ShipHold(Database& db) : db_(db), mark_(smallest_shipped(db)) {
  if (!mark_) return;
  for (const ShipCursor& cursor : ship_cursors(db)) holds_all_ |= !cursor.is_filled;
  revision_.emplace(db_, "SELECT 1 FROM revisions WHERE kind = ?1 AND row = ?2 AND rev > ?3");
  aside_.emplace(db_, "SELECT 1 FROM ship_set_aside WHERE kind = ?1 AND row = ?2");
  of_trace_.emplace(db_, kOfTrace);
}

bool ShipHold::is_revised(int kind, std::int64_t row) {
  const bool found = revision_->with(kind, row, mark_->revision).step().has_value() ||
                     aside_->with(kind, row).step().has_value();
  revision_->reset();
  aside_->reset();
  return found;
}

bool ShipHold::holds_trace(std::int64_t trace) {
  if (!mark_) return false;
  if (holds_all_) return true;
  const bool held = of_trace_->with(trace, mark_->event, mark_->revision).step()->i64(0) != 0;
  of_trace_->reset();
  return held;
}

bool ShipHold::holds_request(std::int64_t request) {
  if (!mark_) return false;
  return holds_all_ || is_revised(2, request) || is_revised(3, request);
}

bool ShipHold::holds_event(std::int64_t event) {
  if (!mark_) return false;
  return holds_all_ || event > mark_->event || is_revised(1, event);
}

}  // namespace trace::store
