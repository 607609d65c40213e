// How far each registered shipping (trace-export --ship NAME) has come, for those who wait for it:
// prune keeps what is not at the other end, status lists them. Moving them is ship_ledger.h. Stores
// of older versions have none. Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

// A place in what a store tells: events by their ids, changes of other rows by their revisions.
struct ShipMark {
  std::int64_t event = 0, revision = 0;
  bool operator==(const ShipMark&) const = default;
};

struct ShipCursor {
  std::string name;
  ShipMark done;                      // rows up to here are at the other end
  std::optional<ShipMark> under_way;  // end of the batch that was begun
  bool is_filled = false;             // every row that is not an event has a revision
  base::UnixMicros created_at;
  std::optional<base::UnixMicros> shipped_at;  // when the last batch was taken
  std::int64_t batches = 0, rows = 0;          // that were taken
  std::int64_t set_aside = 0;                  // rows that the sink refused for good
};

// Return all cursors, in order of name. Throws Failure.
std::vector<ShipCursor> ship_cursors(Database& db);
// Return the cursor with that name; nothing when it is not registered. Throws Failure.
std::optional<ShipCursor> find_ship_cursor(Database& db, const std::string& name);
// Count the rows that a cursor has before it, up to `most`. Throws Failure.
std::int64_t count_unshipped(Database& db, const ShipMark& done, std::int64_t most);
// Return the mark that every cursor has passed; nothing when nobody ships. Throws Failure.
std::optional<ShipMark> smallest_shipped(Database& db);

// Tells what must not be deleted yet: rows that some cursor has still before it, rows set aside,
// and everything while a cursor is being set up. Reads the cursors when it is made.
class ShipHold {
 public:
  // `db` must outlive this.
  explicit ShipHold(Database& db);
  // Nobody ships: nothing is held.
  bool is_free() const noexcept { return !mark_; }
  // Tell whether anything of a trace (row id) has not been shipped: itself, its events, requests or
  // contents.
  bool holds_trace(std::int64_t trace);
  // The same for a request and its content.
  bool holds_request(std::int64_t request);
  // The same for an event.
  bool holds_event(std::int64_t event);

 private:
  bool is_revised(int kind, std::int64_t row);

  Database& db_;
  std::optional<ShipMark> mark_;
  bool holds_all_ = false;
  std::optional<Statement> revision_, aside_, of_trace_;
};

}  // namespace trace::store
