// Rows of `traces` as a writer sees them inside its transaction: found or opened, changed within
// the state machine, counted and chained, written back at the end. One object belongs to one
// Database and thread.
#pragma once

#include "digest/blake2b.h"

#include "base/time.h"
#include "model/records.h"
#include "store/names.h"
#include "store/sqlite.h"
#include "store/told_events.h"
#include "store/trace_claims.h"
#include "store/uid_set.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::store {

// One trace while a writer works on it.
struct TraceState {
  std::int64_t id = 0;
  model::RunStatus status = model::RunStatus::running;
  model::Ending ending = model::Ending::open;
  std::int64_t at = 0, started_at = 0, ended_at = 0;  // 0: not known
  std::int64_t event_count = 0, error_count = 0, last_seq = 0, chain_count = 0;
  digest::Hash256 head{};
  // Of the events added in this transaction: as they say, and of those that say nothing.
  std::int64_t last_event_at = 0, last_arrival_at = 0;
  bool is_ours = false;   // opened by this writer: only its latest uids are remembered
  bool has_uids = false;  // uids holds all lines of the trace up to known_chain
  std::int64_t known_chain = 0;
  ToldEvents told;
  UidSet uids, older_uids;      // older_uids: the generation before, of a trace that is ours
  std::int64_t last_input = 0;  // the input that its lines came from, where these may repeat
  // Latest of all its events, those that say when and those that do not; while knows_events.
  std::int64_t seen_at = 0, seen_arrival_at = 0;
  bool knows_events = false;          // opened by this writer, and no other has added to it
  std::optional<TraceClaims> claims;  // imported files described it
  bool is_fresh = false;              // read in this transaction
  bool is_dirty = false;
};

class TraceTable {
 public:
  TraceTable(Database& db, Names& names);

  // The state of `id`, read once a transaction; opens the trace (running, now) when there is none.
  TraceState& get(std::string_view id, base::UnixMicros now);
  // Apply an upsert; a change of an end state is counted as a duplicate finish and changes nothing.
  TraceState& apply(const model::TraceChange& change, base::UnixMicros now);
  // The event that holds a line of this trace already, or 0; `input` is where it came from now.
  std::int64_t known_line(TraceState& state, const digest::Hash128& uid, std::int64_t input);
  // Whether all lines of the traces opened from now on are remembered, not the latest only.
  void remember_all(bool all) noexcept { remembers_all_ = all; }
  // Whether lines of a trace may come again as soon as another input speaks of it.
  void expect_copies(bool copies) noexcept { expects_copies_ = copies; }
  // The time of an event was put back.
  static void event_moved(TraceState& state) noexcept;
  void remember_line(TraceState& state, const digest::Hash128& uid, std::int64_t event);
  // Tell whether the event was told by another source of the trace; it counts from now on.
  bool is_told(TraceState& state, std::int64_t type, const ingest::EventRow& row) {
    return state.told.is_told(state.id, type, row, told_);
  }

  // Write counters, chain heads and moved ends back; call before COMMIT.
  void write_back();
  // The transaction is over: rows must be read again in the next one.
  void end_transaction() noexcept;
  // The transaction failed: forget everything.
  void forget() noexcept { states_.clear(); }
  std::int64_t duplicate_finishes() const noexcept { return duplicate_finishes_; }

 private:
  bool read(std::string_view id, TraceState& state);
  void open(const model::TraceChange& change, base::UnixMicros now, TraceState& state);
  void update(const model::TraceChange& change, TraceState& state);
  void change_status(const model::TraceChange& change, base::UnixMicros now, TraceState& state);
  void apply_claim(model::TraceChange change, base::UnixMicros now, TraceState& state);
  void write_end(const model::TraceChange& change, base::UnixMicros now, TraceState& state);
  void write_claimed_times(TraceState& state);
  void load_uids(TraceState& state);

  Names& names_;
  Statement find_, insert_, update_, end_, close_recorder_, write_, uids_, others_, claim_, times_,
      last_event_, follow_, told_;
  std::unordered_map<std::string, std::unique_ptr<TraceState>> states_;
  bool remembers_all_ = false, expects_copies_ = false;
  std::int64_t duplicate_finishes_ = 0;
};

}  // namespace trace::store
