// Deletes whole traces with all that belongs to them, and requests; each deletion of a trace leaves
// a receipt. A trace disappears in one transaction, its rows follow in many short ones beside
// running recorders; a note in meta lets the next prune go on where a killed one stopped. Freed
// bytes are overwritten. What goes is chosen elsewhere (prune_plan.h). Belongs to the thread of its
// Database.
#pragma once

#include "base/time.h"
#include "store/chain_edit.h"
#include "store/lock.h"
#include "store/paced_writer.h"
#include "store/sqlite.h"
#include "store/tombstones.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace trace::store {

// What the receipt of a deletion says.
struct PruneReceipt {
  std::string reason;
  base::UnixMicros at;
};

class Retention {
 public:
  // `db` is open for writing; both must outlive this.
  Retention(Database& db, StoreLock& lock);
  // Go on with what a killed prune began; returns the number of traces.
  std::int64_t finish_interrupted();
  // Delete one trace that has ended; false when it is gone or runs again. Bytes that events of
  // other traces lie in stay, and so do requests that another trace reports, too: they are that
  // one's from now on. Throws Failure busy when the lock cannot be had.
  bool remove_trace(std::int64_t trace, const PruneReceipt& receipt);
  // Delete traces that live on elsewhere: all of them with all their requests in one transaction,
  // in which `may_go` is called before. False: it said no, or one of them was changed meanwhile.
  bool remove_together(std::span<const std::int64_t> traces, const PruneReceipt& receipt,
                       const std::function<bool()>& may_go);
  enum class Whose : std::uint8_t { nobodys, anybodys };
  // Delete requests (of no trace, or of any), and what was said in them.
  void remove_requests(std::span<const std::int64_t> requests, Whose whose);
  // Delete what was said in requests; their numbers stay.
  void remove_contents(std::span<const std::int64_t> requests);
  // Forget the name and the settings of a token without requests.
  void remove_token(const std::string& token);
  // Leave a receipt for rows that are no trace.
  void note(const std::string& what, std::int64_t rows, const PruneReceipt& receipt);
  // Forget where deleted lines came a second time; call it when the last trace is deleted.
  void remove_lost_repeats();

 private:
  struct Victim;
  Victim look_at(std::int64_t trace);
  bool begin(const Victim& victim, const PruneReceipt& receipt);
  bool is_as_it_was(const Victim& victim);
  void take(const Victim& victim, const PruneReceipt& receipt, std::int64_t first_requests);
  void remember(const Victim& victim);
  void finish(const Victim& victim);
  bool remove_some_requests(std::int64_t trace);
  bool remove_some_events(std::int64_t trace);
  bool is_needed(std::int64_t carrier, std::int64_t trace);
  bool drop_free_carrier(std::int64_t carrier);
  void remove_event(std::int64_t event);
  bool remove_some_pieces(std::int64_t input, std::int64_t n);
  void remove_input(std::int64_t input);

  Database& db_;
  PacedWriter writer_;
  Tombstones tombstones_;
  Statement requests_, next_events_, after_, remove_event_;
  ChainEdit edit_;
  Statement supersede_, place_, remove_pieces_;
};

}  // namespace trace::store
