// Receipts of deletions: what went, when, by which rule, and the head that its chain had. Whoever
// deletes writes them in the same transaction. Not for the deletion itself (retention.h). Belongs
// to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::store {

// The receipt of a trace that was deleted.
struct Tombstone {
  std::string id, rule, head;  // head: 32 bytes, or none where there was no chain
  base::UnixMicros pruned_at;
  std::int64_t events = 0;
  std::int64_t links = 0;   // rows that its chain had
  bool is_leaving = false;  // some of its rows are still there
};

class Tombstones {
 public:
  // `db` must outlive this.
  explicit Tombstones(Database& db);
  // Leave the receipt of a trace whose rows begin to go; again in each transaction that takes some.
  // REQUIRES: a transaction is open, and the row of the trace is there. Throws Failure.
  void begin(std::int64_t trace, std::string_view rule, base::UnixMicros now);
  // Note that all rows of the trace are gone. REQUIRES: the same transaction deletes the last ones.
  void finish(std::int64_t trace);
  // Return the receipt of a trace by its id.
  std::optional<Tombstone> find(std::string_view id);

 private:
  Statement begin_, finish_, find_;
};

}  // namespace trace::store
