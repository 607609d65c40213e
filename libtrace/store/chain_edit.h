// Changes of rows that leave the chain of their trace whole: a payload that is removed leaves its
// leaf, one that is replaced leaves a receipt, events that are taken out leave a gap from which the
// chain goes on. For those who prune and scrub; each call belongs in the transaction that changes
// the rest. Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/chain_rows.h"
#include "store/chain_state.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace trace::store {

// Why something is changed, and when: for its receipt.
struct EditReason {
  std::string_view rule;
  base::UnixMicros at;
};

class ChainEdit {
 public:
  // `db` is open for writing and must outlive this. REQUIRES for every call: a transaction is open.
  explicit ChainEdit(Database& db);
  // Take the bytes of an event away, pieces of a long line included. False: it has none.
  bool remove_payload(std::int64_t event);
  // Put other bytes in the place of all those that an event has.
  void replace_payload(std::int64_t event, std::string_view bytes, const EditReason& reason);
  // Say that the event's payload is another part of its line.
  void move_part(std::int64_t event, std::int64_t offset, std::int64_t size);
  // Make a row belong to no trace: others still need its bytes.
  void free_row(std::int64_t event);
  // Say that rows of a trace, in order of their ids, may be missing from now on; the caller deletes
  // them, now or later. Throws Failure corrupt when the chain does not hold up to the last one.
  void leave_gaps(std::int64_t trace, std::span<const std::int64_t> events,
                  const EditReason& reason);

 private:
  std::vector<ChainGap> gaps_of(std::int64_t trace, std::span<const std::int64_t> events);
  bool change(std::int64_t event, const std::function<void(ChainRow&)>& f);

  Database& db_;
  Statement bytes_, mark_, free_, drop_pieces_, scrub_, drop_scrub_, gap_;
};

}  // namespace trace::store
