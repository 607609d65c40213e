#include "store/event_trim.h"

#include "store/chain_edit.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr std::int64_t kPieces = 4;

}  // namespace

EventTrim::EventTrim(Database& db, StoreLock& lock)
    : db_(db),
      writer_(db, lock),
      after_(db, "SELECT carrier FROM events WHERE id > ?1 ORDER BY id LIMIT 1"),
      place_(db, "SELECT input, n FROM events WHERE id = ?1 AND flags & 2"),
      pieces_(db,
              "DELETE FROM chunks WHERE rowid IN (SELECT rowid FROM chunks WHERE input = ?1 AND n "
              "= ?2 LIMIT ?3)"),
      remove_(db, "DELETE FROM events WHERE id = ?1"),
      supersede_(db, "DELETE FROM superseded WHERE event = ?1"),
      count_(db, "UPDATE traces SET event_count = event_count - 1 WHERE id = ?1") {
  db.exec("PRAGMA secure_delete=ON");
}

std::int64_t EventTrim::trim(std::int64_t trace, std::int64_t most, const PruneReceipt& receipt) {
  const auto events = oldest(trace, most);
  std::int64_t removed = 0;
  auto event = events.begin();
  if (event == events.end()) return 0;
  writer_.run([&] { return leave_gaps(trace, events, receipt); });
  writer_.run([&] {
    if (!remove(*event)) return true;
    count_.with(trace).run();
    ++removed;
    return ++event != events.end();
  });
  return removed;
}

// A chain that is damaged has nothing to go on from; its events go all the same.
bool EventTrim::leave_gaps(std::int64_t trace, std::vector<std::int64_t> events,
                           const PruneReceipt& receipt) {
  std::sort(events.begin(), events.end());
  try {
    ChainEdit(db_).leave_gaps(trace, events, {receipt.reason, receipt.at});
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::corrupt) throw;
  }
  return false;
}

std::vector<std::int64_t> EventTrim::oldest(std::int64_t trace, std::int64_t most) {
  std::vector<std::int64_t> events;
  Statement select(db_,
                   "SELECT id FROM events WHERE trace = ?1 AND seq IS NOT NULL AND level < 3 "
                   "ORDER BY seq LIMIT (SELECT max(0, event_count - ?2) FROM traces WHERE id = ?1 "
                   "AND status >= 2)");
  select.with(trace, most).each([&](const Row& row) {
    if (!is_carrier(row.i64(0))) events.push_back(row.i64(0));
  });
  return events;
}

bool EventTrim::is_carrier(std::int64_t event) {
  const auto row = after_.with(event).step();
  const bool is = row && row->maybe_i64(0) == event;
  after_.reset();
  return is;
}

// False: there are pieces of it left.
bool EventTrim::remove(std::int64_t event) {
  place_.with(event);
  const auto row = place_.step();
  const bool has_pieces = row.has_value();
  const std::int64_t input = row ? row->i64(0) : 0, n = row ? row->i64(1) : 0;
  place_.reset();
  if (has_pieces && pieces_.with(input, n, kPieces).run() == kPieces) return false;
  remove_.with(event).run();
  supersede_.with(event).run();
  return true;
}

}  // namespace trace::store
