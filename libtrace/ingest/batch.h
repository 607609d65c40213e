// What travels from the thread that reads to the thread that writes, and through the spool: some
// rows, their bytes in one buffer, and the changes that belong between them. Self-contained: names
// and ids are text, not row numbers. A batch belongs to one thread at a time; it is handed over
// whole and used again.
#pragma once

#include "digest/blake2b.h"
#include "digest/random.h"

#include "base/time.h"
#include "model/event_row.h"
#include "model/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace trace::ingest {

// Bytes of Batch::bytes.
struct Slice {
  std::uint32_t at = 0;
  std::uint32_t size = 0;
};

// One event, or one carrier that is no event. Indexes are into the vectors of the same Batch.
struct EventRow {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t trace = kNone;    // Batch::traces
  std::uint32_t input = kNone;    // Batch::inputs
  std::uint32_t carrier = kNone;  // Batch::rows; of a derived event
  std::uint16_t type = 0;         // Batch::types
  std::uint16_t tool = 0;         // Batch::tools + 1; 0: none
  model::Level level = model::Level::info;
  bool is_event = true;  // false: the row only carries a frame
  bool may_repeat =
      false;  // its uid depends on its own content: look for an equal line of the trace
  std::uint32_t flags = 0;  // model::EventFlag
  base::UnixMicros at;
  std::uint64_t n = 0;  // number of the frame in its input, from 1
  Slice payload;
  std::optional<Slice> part;  // the event's payload within its carrier's bytes (at: offset)
  std::optional<std::int64_t> seq, duration_ms, full_size;
  std::int64_t key = 0;  // 0: none
  digest::Hash128 uid{};
  digest::Hash256 leaf{};
  digest::Hash256 full_hash{};  // of the sanitized bytes before a cut
  digest::Salt salt{};
};

// Facts about an input; the first one opens it. Counters are totals so far.
struct InputChange {
  std::uint32_t input = 0;  // Batch::inputs
  std::uint8_t kind = 0;    // schema.sql, inputs.kind
  std::string name, dialect, trace;
  base::UnixMicros started_at;
  std::optional<base::UnixMicros> ended_at;
  std::uint64_t bytes = 0, frames = 0, withheld = 0, sanitized = 0;
  bool open_line = false;
};

// A piece after the first of a line that is too long to be held whole.
struct Chunk {
  std::uint32_t input = 0;
  std::uint64_t n = 0;
  std::uint32_t index = 1;
  Slice data;
};

// Who records a trace; pid 0: nobody stays (start); kLeaves: its recorder leaves it running.
struct RecorderChange {
  static constexpr std::int64_t kLeaves = -1;
  std::string trace, boot_id;
  std::int64_t pid_ns = 0, pid = 0, pid_start = 0;
};

// A file that was read to its end: what it was then, so that it is not read again until it changes.
struct FileChange {
  std::uint64_t dev = 0, inode = 0, size = 0;
  base::UnixMicros mtime;
  digest::Hash128 head{};  // keyed hash of its first bytes
  std::uint64_t head_size = 0;
  std::string input;  // uid of the input that holds its lines
  std::string trace;  // the trace that it opens where its lines name none
  std::string dialect;
};

using ChangeBody = std::variant<model::TraceChange, model::Request, model::Content, InputChange,
                                Chunk, RecorderChange, FileChange>;

struct Change {
  std::uint32_t before = 0;  // applies before Batch::rows[before]
  ChangeBody body;
};

struct Batch {
  std::string bytes;
  std::vector<EventRow> rows;
  std::vector<Change> changes;
  std::vector<std::string> traces;  // public ids
  std::vector<std::string> inputs;  // input uids
  std::vector<std::string> types, tools;
  std::uint64_t last_line =
      0;  // of the acknowledged input: every line up to here is in this batch or an earlier one
  bool is_urgent = false;     // holds an error or an end state: commit soon
  base::UnixMicros first_at;  // arrival of its first row, for latency

  bool empty() const noexcept { return rows.empty() && changes.empty(); }
  // Rows and changes, the unit of the queue's bound and of commits.
  std::size_t records() const noexcept { return rows.size() + changes.size(); }
  // Memory that its records take, for the queue's bound.
  std::size_t size_in_memory() const noexcept {
    return bytes.size() + rows.size() * sizeof(EventRow) + changes.size() * sizeof(Change);
  }
  std::string_view view(Slice s) const noexcept {
    return std::string_view(bytes).substr(s.at, s.size);
  }
  // Forget everything, keep the memory.
  void clear();
  // Index of a name, added when it is new. Few names a batch: linear search from the last hit is
  // fast.
  std::uint32_t trace_index(std::string_view id);
  std::uint32_t input_index(std::string_view uid);
  std::uint16_t type_index(std::string_view name);
  std::uint16_t tool_index(std::string_view name);
  Slice append(std::string_view data);
};

}  // namespace trace::ingest
