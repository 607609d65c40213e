// The two ports of recording: a Dialect turns one vendor's lines into records, a Sink takes
// batches. Neither knows the other; Recorder joins them.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "ingest/batch.h"
#include "model/records.h"
#include "model/status.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace::ingest {

// One frame of an input without its last line feed, sanitized: a line; or a server-sent event with
// its blank line; or a JSON document printed over many lines. Views die at the return of feed().
struct Line {
  std::string_view bytes;
  std::uint64_t number = 0;  // of the frame, from 1
  base::UnixMicros arrived;
};

// What one line says. Views may point into the line, into the dialect or at literals; they must
// live until the next call of the dialect.
struct Event {
  std::string_view trace;  // public id; empty: the trace that the input opened
  std::string_view type;
  model::Level level = model::Level::info;
  std::uint32_t flags = 0;             // model::EventFlag
  std::optional<base::UnixMicros> at;  // missing: the time of arrival
  std::optional<std::int64_t> seq, duration_ms;
  std::optional<digest::Hash128> uid;  // given by the source (native)
  std::string_view source_id;          // the vendor's id of this line, if it has one
  std::string_view key;                // id that the lines of one call share
  std::string_view tool;
  std::optional<Slice> part;  // of the line: the event's payload when it is not the whole line
  // The vendor's id of a part of a document that is written again as it grows. With the bytes of
  // the part it is what the event is known by: what the document said before is not said again.
  std::string_view part_id;
};

// Everything that came out of one line. Cleared and used again by the caller.
struct Parsed {
  std::vector<Event> events;  // the first one carries the line; none: the line is a carrier only
  std::vector<ChangeBody>
      before;  // changes that must be there before the events (a trace is opened)
  std::vector<ChangeBody> after;  // requests, contents, end states
  bool understood = true;         // false: counted, exit 65
  bool withhold =
      false;  // holds conversation content that is not to be kept: no byte of it is stored
  void clear();
};

// What a dialect is told about the recording that it works for.
struct DialectContext {
  std::string trace;  // fixed id of the first trace (--id, run); empty: the dialect derives one or
                      // takes `fresh`
  std::string fresh;  // a new id for the trace that the input opens when the source names none
  bool keep_content = false;
  model::RunStatus eof_status = model::RunStatus::success;  // of the trace that the input opened
  // Lines arrive as they are printed. Not so in an import: their arrival says nothing about
  // durations then, and a session that does not say how it ended is not cut off.
  bool is_live = true;
};

// One vendor's shape. Keeps state across lines, because counting needs it. One object belongs to
// one input and thread.
class Dialect {
 public:
  Dialect() = default;
  Dialect(const Dialect&) = delete;
  Dialect& operator=(const Dialect&) = delete;
  virtual ~Dialect() = default;
  virtual std::string_view name() const = 0;
  // Tell whether the same lines may come a second time through another input: then the uids of
  // lines without an id start from a constant, not from the input.
  virtual bool may_repeat() const { return false; }
  // Look at a line that waits to be fed, before the first one is: the lines that an input begins
  // with do not always say what they belong to.
  virtual void foresee(std::string_view line) { static_cast<void>(line); }
  // Turn one line into records. Never fails: what it does not know becomes a `raw` event with the
  // line as payload.
  virtual void feed(const Line& line, Parsed& out) = 0;
  // The input ended: end states that the source did not say. `cut`: its last line was not complete.
  virtual void finish(base::UnixMicros at, bool cut, Parsed& out) = 0;
};

// Where batches go. write() takes all of them or none and throws Failure when it cannot; afterwards
// they are durable.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;
  virtual void write(std::span<const Batch* const> batches) = 0;
};

}  // namespace trace::ingest
