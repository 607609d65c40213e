// Rows of `events`, `inputs`, `chunks` and `repeats` as a writer adds them: sequence numbers, the
// hash chain, repeated lines. Works inside the writer's transaction. One object belongs to one
// Database and thread.
#pragma once

#include "ingest/batch.h"
#include "store/chain.h"
#include "store/names.h"
#include "store/sqlite.h"
#include "store/trace_table.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trace::store {

// One input while a writer works on it.
struct InputState {
  std::int64_t id = 0;
  std::int64_t first_event = 0, last_event = 0;
  // The run of repeated frames that is open: frames begin at run_n, run_count of them, equal to
  // events from run_of on.
  std::uint64_t run_n = 0, run_count = 0;
  std::int64_t run_of = 0;
  std::int64_t source_input = 0, source_n = 0;  // place of the last repeated frame's original
  std::int64_t known = 0;                       // frames that were there before
  std::int64_t reopened_n = 0;                  // its last frame so far, which may have been cut
  bool is_dirty = false;
};

// Row numbers of a batch's names, looked up once a batch.
struct Resolved {
  std::vector<std::int64_t> types, tools;
  std::vector<TraceState*> traces;
  std::vector<InputState*> inputs;
};

class EventTable {
 public:
  EventTable(Database& db, TraceTable& traces);

  // Find or open an input; `now` is its start when it is new.
  InputState& input(std::string_view uid, base::UnixMicros now);
  void apply(const ingest::InputChange& change, InputState& state,
             std::optional<std::int64_t> trace);
  void add_chunk(const ingest::Chunk& chunk, const ingest::Batch& batch, InputState& state);
  // Add row `i` of the batch under `id`. False: the trace has this line already; `id` is not used.
  bool add(const ingest::Batch& batch, std::size_t i, const Resolved& names, std::int64_t id);

  void write_back();
  void end_transaction() noexcept;
  void forget() noexcept {
    inputs_.clear();
    nowhere_ = {};
  }
  std::int64_t repeated_lines() const noexcept { return repeated_; }
  // Frames that the store had already, by the dialect of the inputs that have ended.
  const std::map<std::string, std::int64_t>& known_frames() const noexcept { return known_; }

 private:
  void bind(const ingest::Batch& batch, const ingest::EventRow& row, const Resolved& names,
            std::int64_t id);
  void bind_rare(const ingest::EventRow& row, const Resolved& names);
  void bind_payload(const ingest::Batch& batch, const ingest::EventRow& row);
  std::int64_t next_seq(const ingest::EventRow& row, TraceState& trace);
  std::int64_t chain(const ingest::EventRow& row, const Resolved& names, TraceState& trace,
                     std::int64_t seq);
  LooseFields loose_fields(const ingest::EventRow& row, const Resolved& names,
                           std::int64_t seq) const;
  void add_again(const ingest::Batch& batch, const ingest::EventRow& row, InputState* input,
                 std::int64_t event, TraceState& trace);
  void note_repeat(const ingest::EventRow& row, InputState* input, std::int64_t event);
  void drop_cut_line(const ingest::Batch& batch, const ingest::EventRow& row,
                     const InputState& input, TraceState& trace);
  void supersede(InputState& input, std::int64_t n);
  void close_run(InputState& input);
  void count(const ingest::EventRow& row, TraceState& trace);

  Database& db_;
  TraceTable& traces_;
  Statement insert_, taken_, place_, earlier_, find_input_, insert_input_, update_input_, span_,
      drop_input_, drop_repeats_, chunk_, drop_chunks_, repeat_, supersede_, shorten_repeats_,
      cut_line_, drop_event_;
  std::unordered_map<std::string, InputState> inputs_;
  std::vector<std::int64_t> row_ids_;  // of the batch that is being written, for derived rows
  bool has_rare_ = false;              // the statement holds bindings that most rows do not have
  std::int64_t repeated_ = 0;
  std::map<std::string, std::int64_t> known_;
  TraceState nowhere_;  // rows of no trace
};

}  // namespace trace::store
