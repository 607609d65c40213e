// The cursor of one shipping, moved: which rows the next batch has, that it was begun, that it was
// taken. The end of a batch is durable before a byte of it is sent, so that a retry, also after a
// crash, has the same rows under the same name. Writes under the store's lock. Belongs to the
// thread of its Database.
#pragma once

#include "base/time.h"
#include "store/lock.h"
#include "store/ship_cursors.h"
#include "store/sqlite.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trace::store {

enum class ShipKind : std::uint8_t {
  trace,
  event,
  request,
  content,
  trace_gone,
  event_gone,
  request_gone,
  content_gone
};

// A row to be shipped. revision: of its last change; 0 for an event that did not change.
struct ShipRow {
  ShipKind kind = ShipKind::event;
  std::int64_t row = 0, revision = 0;
  ShipMark mark;       // the cursor's place behind this row
  std::string gone{};  // what a row that is no more was, as in `revisions`; `row` is 0 then
};

struct ShipWindow {
  std::vector<ShipRow> rows;
  ShipMark end;  // behind all rows, also those of kinds that are not wanted
};

class ShipLedger {
 public:
  // Bits of the kinds that are shipped: 1 << ShipKind.
  using Kinds = unsigned;
  static constexpr Kinds kRecords = 15, kGone = 0xF0;

  // Register `name` when it is new; rows that are there already are noted in short transactions.
  // `db` is open for writing; both must outlive this. Throws Failure.
  ShipLedger(Database& db, StoreLock& lock, std::string name, base::UnixMicros now);

  const ShipCursor& cursor() const noexcept { return cursor_; }
  // Name a batch: the store, the shipping, and the places between which it lies.
  std::string batch_id() const;
  // List at most `limit` rows behind the cursor; those of a batch that was begun, as far as they
  // did not change since: then they come again later.
  ShipWindow next(std::size_t limit, Kinds kinds);
  // Keep the end of the batch that is going to be sent.
  void begin(const ShipMark& end);
  // Move the cursor behind the batch.
  void take(std::size_t rows, base::UnixMicros now);
  // Forget that a batch was begun, of which nothing has arrived.
  void drop();
  // Remember rows that the sink refused with this exit code while it took others.
  void set_aside(std::span<const ShipRow> rows, int exit_code, base::UnixMicros now);
  // Give rows that were set aside a new revision, so that they come again; return their number.
  std::int64_t ship_again();

 private:
  void register_name(base::UnixMicros now);
  void add_triggers();
  void fill();
  void save();

  Database& db_;
  StoreLock& lock_;
  std::string store_id_;
  ShipCursor cursor_;
};

// Remove a cursor; rows no longer wait for it. False when there is none. Throws Failure.
bool forget_ship_cursor(Database& db, StoreLock& lock, const std::string& name);

}  // namespace trace::store
