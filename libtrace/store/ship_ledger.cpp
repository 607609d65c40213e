#include "store/ship_ledger.h"

#include "base/error.h"
#include "store/schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::store {
namespace {

constexpr base::DurationMs kPatience{30'000};
constexpr std::int64_t kSlice = 20'000;

// A transaction under the lock of the writers.
class Change {
 public:
  Change(Database& db, StoreLock& lock) : guard_(lock, kPatience), tx_(db) {}
  void commit() { tx_.commit(); }

 private:
  StoreLock::Guard guard_;
  Transaction tx_;
};

std::int64_t number(Database& db, std::string_view sql) {
  Statement statement(db, sql);
  return statement.step()->i64(0);
}

// The tables whose rows have revisions, and how a slice of their rows gets one.
struct Revised {
  std::string_view end, note;
};
constexpr std::array kRevised{
    Revised{"SELECT coalesce(max(id), 0) FROM traces",
            "INSERT OR IGNORE INTO revisions(kind, row) SELECT 0, id FROM traces WHERE id > ?1 AND "
            "id <= ?2 ORDER BY id"},
    Revised{"SELECT coalesce(max(id), 0) FROM requests",
            "INSERT OR IGNORE INTO revisions(kind, row) SELECT 2, id FROM requests WHERE id > ?1 "
            "AND id <= ?2 ORDER BY id"},
    Revised{"SELECT coalesce(max(request), 0) FROM contents",
            "INSERT OR IGNORE INTO revisions(kind, row) SELECT 3, request FROM contents WHERE "
            "request > ?1 AND request <= ?2 ORDER BY request"}};

std::string mark_text(const ShipMark& mark) {
  return std::to_string(mark.revision) + "." + std::to_string(mark.event);
}

std::string store_id_of(Database& db) {
  Statement find(db, "SELECT v FROM meta WHERE k = 'db_uuid'");
  const auto row = find.step();
  return row ? std::string(row->text(0)) : std::string();
}

}  // namespace

ShipLedger::ShipLedger(Database& db, StoreLock& lock, std::string name, base::UnixMicros now)
    : db_(db), lock_(lock), store_id_(store_id_of(db)) {
  cursor_.name = std::move(name);
  register_name(now);
  if (!cursor_.is_filled) fill();
}

void ShipLedger::register_name(base::UnixMicros now) {
  if (auto found = find_ship_cursor(db_, cursor_.name)) {
    cursor_ = std::move(*found);
    return add_triggers();
  }
  Change change(db_, lock_);
  db_.exec(std::string(shipping_text()));
  Statement insert(db_, "INSERT INTO ship_cursors(name, created_at) VALUES (?1, ?2)");
  insert.with(cursor_.name, now.v).run();
  change.commit();
  cursor_.created_at = now;
}

// A cursor may be older than some of the triggers.
void ShipLedger::add_triggers() {
  if (number(db_, "SELECT count(*) FROM sqlite_schema WHERE name = 'trace_left'") > 0) return;
  Change change(db_, lock_);
  db_.exec(std::string(shipping_text()));
  change.commit();
}

// From here on triggers note what changes; what was there before is noted now.
void ShipLedger::fill() {
  for (const auto& [end, note] : kRevised) {
    const std::int64_t last = number(db_, end);
    Statement slice(db_, note);
    for (std::int64_t from = 0; from < last; from += kSlice) {
      Change change(db_, lock_);
      slice.with(from, std::min(from + kSlice, last)).run();
      change.commit();
    }
  }
  Change change(db_, lock_);
  Statement(db_, "UPDATE ship_cursors SET filled = 1 WHERE name = ?1").with(cursor_.name).run();
  change.commit();
  cursor_.is_filled = true;
}

std::string ShipLedger::batch_id() const {
  const ShipMark end = cursor_.under_way.value_or(cursor_.done);
  return store_id_ + ":" + cursor_.name + ":" + mark_text(cursor_.done) + "-" + mark_text(end);
}

ShipWindow ShipLedger::next(std::size_t limit, Kinds kinds) {
  ShipWindow window;
  // A batch that was begun is taken as a whole: SQLite's LIMIT -1.
  const auto room = [&]() -> std::int64_t {
    return cursor_.under_way ? -1 : static_cast<std::int64_t>(limit - window.rows.size());
  };
  window.end = cursor_.done;
  const ShipMark last = cursor_.under_way.value_or(
      ShipMark{number(db_, "SELECT coalesce(max(id), 0) FROM events"),
               number(db_, "SELECT coalesce(max(rev), 0) FROM revisions")});
  Statement revised(db_,
                    "SELECT rev, kind, row FROM revisions WHERE rev > ?1 AND rev <= ?2 AND "
                    "(?3 >> kind) & 1 ORDER BY rev LIMIT ?4");
  revised.with(cursor_.done.revision, last.revision, static_cast<std::int64_t>(kinds), room());
  revised.each([&](const Row& row) {
    window.end.revision = row.i64(0);
    const auto kind = static_cast<ShipKind>(row.i64(1));
    const bool is_gone = kind >= ShipKind::trace_gone;
    window.rows.push_back({kind, is_gone ? 0 : row.i64(2), row.i64(0), window.end,
                           is_gone ? std::string(row.text(2)) : std::string()});
  });
  if (room() == 0) return window;
  window.end.revision = std::max(last.revision, window.end.revision);
  if ((kinds >> static_cast<unsigned>(ShipKind::event) & 1) == 0) {
    window.end.event = std::max(last.event, window.end.event);
    return window;
  }
  Statement added(db_,
                  "SELECT id FROM events WHERE id > ?1 AND id <= ?2 AND seq IS NOT NULL ORDER BY "
                  "id LIMIT ?3");
  added.with(cursor_.done.event, last.event, room()).each([&](const Row& row) {
    window.end.event = row.i64(0);
    window.rows.push_back({ShipKind::event, row.i64(0), 0, window.end, {}});
  });
  if (room() != 0) window.end.event = std::max(last.event, window.end.event);
  return window;
}

void ShipLedger::save() {
  const ShipMark& done = cursor_.done;
  const auto& end = cursor_.under_way;
  Change change(db_, lock_);
  Statement update(db_,
                   "UPDATE ship_cursors SET event = ?2, revision = ?3, next_event = ?4, "
                   "next_revision = ?5, shipped_at = ?6, batches = ?7, rows = ?8 WHERE name = ?1");
  update.with(cursor_.name, done.event, done.revision,
              end ? std::optional(end->event) : std::nullopt,
              end ? std::optional(end->revision) : std::nullopt,
              cursor_.shipped_at ? std::optional(cursor_.shipped_at->v) : std::nullopt,
              cursor_.batches, cursor_.rows);
  if (update.run() != 1)
    throw base::Failure(base::Errc::not_found, "the cursor '" + cursor_.name + "' was forgotten");
  change.commit();
}

void ShipLedger::begin(const ShipMark& end) {
  if (cursor_.under_way == end) return;
  cursor_.under_way = end;
  save();
}

void ShipLedger::take(std::size_t rows, base::UnixMicros now) {
  cursor_.done = cursor_.under_way.value_or(cursor_.done);
  cursor_.under_way.reset();
  if (rows > 0) {
    cursor_.shipped_at = now;
    ++cursor_.batches;
    cursor_.rows += static_cast<std::int64_t>(rows);
  }
  save();
}

void ShipLedger::drop() {
  if (!cursor_.under_way) return;
  cursor_.under_way.reset();
  save();
}

void ShipLedger::set_aside(std::span<const ShipRow> rows, int exit_code, base::UnixMicros now) {
  Change change(db_, lock_);
  Statement insert(db_,
                   "INSERT INTO ship_set_aside(name, kind, row, at, exit_code) VALUES (?1, ?2, ?3, "
                   "?4, ?5) ON CONFLICT(name, kind, row) DO UPDATE SET at = excluded.at, exit_code "
                   "= excluded.exit_code");
  for (const ShipRow& row : rows) {
    insert.with(cursor_.name, static_cast<int>(row.kind), row.row, now.v, exit_code);
    if (!row.gone.empty()) insert.bind(3, row.gone);
    insert.run();
  }
  change.commit();
}

std::int64_t ShipLedger::ship_again() {
  Change change(db_, lock_);
  Statement(db_,
            "DELETE FROM revisions WHERE (kind, row) IN (SELECT kind, row FROM ship_set_aside "
            "WHERE name = ?1)")
      .with(cursor_.name)
      .run();
  Statement note(db_,
                 "INSERT INTO revisions(kind, row) SELECT kind, row FROM ship_set_aside WHERE name "
                 "= ?1 ORDER BY kind, row");
  const std::int64_t count = note.with(cursor_.name).run();
  Statement(db_, "DELETE FROM ship_set_aside WHERE name = ?1").with(cursor_.name).run();
  change.commit();
  return count;
}

bool forget_ship_cursor(Database& db, StoreLock& lock, const std::string& name) {
  Change change(db, lock);
  Statement(db, "DELETE FROM ship_set_aside WHERE name = ?1").with(name).run();
  const bool found =
      Statement(db, "DELETE FROM ship_cursors WHERE name = ?1").with(name).run() == 1;
  // Nobody ships any more: changes are no longer noted, and a new cursor begins with all rows.
  if (number(db, "SELECT count(*) FROM ship_cursors") == 0) db.exec("DELETE FROM revisions");
  change.commit();
  return found;
}

}  // namespace trace::store
