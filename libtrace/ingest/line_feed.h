// One input on its way into batches: bytes become frames, frames are sanitized, a dialect says what
// they mean, rows and changes go to the BatchMaker. Nothing unsanitized is kept past this class.
// One object belongs to the reading thread.
#pragma once

#include "digest/blake2b.h"
#include "digest/line_hash.h"
#include "digest/sha256.h"

#include "base/time.h"
#include "ingest/batch_maker.h"
#include "ingest/frame_splitter.h"
#include "ingest/ports.h"
#include "ingest/skeleton.h"
#include "json/document.h"
#include "model/records.h"
#include "sanitize/sanitizer.h"
#include "sanitize/stream_scrubber.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trace::ingest {

// What is kept, the same for all inputs of a recording. Referred to, must outlive them.
struct KeepRules {
  model::Keep keep = model::Keep::full;
  bool keep_content = false;
  bool some_tokens_keep = false;  // a token's setting may keep its content: the sink decides
  std::optional<std::int64_t> max_events, max_payload;
  bool stops_at_reject = false;          // what follows a line that was not understood is not read
  bool refuses_equal_keys = false;       // an object in which a key stands twice is not understood
  std::optional<std::int64_t> max_line;  // longer lines are not understood; none: kept in pieces
  const sanitize::Sanitizer* sanitizer = nullptr;  // none: --no-sanitize
  digest::Key256 key{};                            // of the uids of lines
};

// How a dialect is found; the registry is behind it, so that this layer does not know the dialects.
class DialectChoice {
 public:
  DialectChoice() = default;
  DialectChoice(const DialectChoice&) = delete;
  DialectChoice& operator=(const DialectChoice&) = delete;
  virtual ~DialectChoice() = default;
  // Look at a line (sanitized); the dialect as soon as it is certain.
  virtual std::unique_ptr<Dialect> look(std::string_view line) = 0;
  // The dialect by what was seen so far.
  virtual std::unique_ptr<Dialect> settle() = 0;
};

struct InputFacts {
  std::uint8_t kind = 0;  // schema.sql, inputs.kind
  std::string uid, name;
  std::size_t hold = 1 << 20;  // bytes of a line that are held before it comes in pieces
  Framing framing = Framing::any;
  bool may_repeat = false;  // its lines may come again through another input, whatever the dialect
  // An input that never pauses: its dialect is decided when a line has waited this long for it.
  std::optional<base::DurationMs> decide_within = {};
};

// Counters of one input; lines are those of complete frames.
struct FeedCounters {
  std::uint64_t lines = 0, frames = 0, bytes = 0, events = 0, rejected = 0, withheld = 0,
                sanitized = 0, over_cap = 0;
};

// What the recording hears of.
class FeedListener {
 public:
  FeedListener() = default;
  FeedListener(const FeedListener&) = delete;
  FeedListener& operator=(const FeedListener&) = delete;
  virtual ~FeedListener() = default;
  // A dialect speaks of a trace; `change` may be completed (title, source, …). Returns who records
  // the trace when that has to be stored with it.
  virtual std::optional<RecorderChange> on_trace(model::TraceChange& change,
                                                 std::string_view dialect) = 0;
  // A line was not understood; its bytes are sanitized.
  virtual void on_reject(std::string_view line) = 0;
  virtual void on_request(const model::Request& request) = 0;
};

class LineFeed {
 public:
  LineFeed(InputFacts facts, std::unique_ptr<DialectChoice> choice, const KeepRules& rules,
           FeedListener& listener, BatchMaker& out);

  // Take bytes as they were read.
  void take(std::string_view chunk, base::UnixMicros at);
  // No more bytes for a while: what waits for a dialect is decided now.
  void settle(base::UnixMicros at);
  // The input ended. `revise` may change the end states that the dialect gives.
  void finish(base::UnixMicros at,
              const std::function<void(model::TraceChange&, std::string_view dialect)>& revise);
  // Add an event of our own (gap, idle, cut) to the input's trace.
  void note(std::string_view type, model::Level level, std::string_view message,
            base::UnixMicros at);

  const FeedCounters& counters() const noexcept { return counters_; }
  std::string_view trace() const noexcept { return trace_; }
  std::string_view dialect() const noexcept {
    return dialect_ ? dialect_->name() : std::string_view{};
  }

 private:
  // Where a frame stands: its number, and the line that ends it.
  struct Place {
    std::uint64_t frame = 0, last_line = 0;
    base::UnixMicros at;
  };
  struct Held {
    std::string bytes;
    Place place;
  };
  void on_piece(const Piece& piece, base::UnixMicros at);
  void take_frame(std::string_view raw, const Place& place);
  void begin(std::unique_ptr<Dialect> dialect, base::UnixMicros at);
  void process(std::string_view raw, const Place& place);
  void take_long(const Piece& piece, base::UnixMicros at);
  void begin_long(base::UnixMicros at);
  void end_long(const Place& place);
  void emit_chunk(std::uint64_t number);
  void emit(std::string_view stored, bool was_sanitized, const Place& place);
  void emit_changes(std::vector<ChangeBody>& changes);
  std::string owner_of_line();
  void add_carrier(std::string_view stored, EventRow row, std::string_view trace);
  digest::Hash128 uid_of_part(const Event& part, std::string_view stored) const;
  void add_event(const Event& event, EventRow carrier, std::string_view stored,
                 base::UnixMicros at);
  void cut(EventRow& row, std::string_view& stored) const;
  bool is_over_cap(const Event& event);
  EventRow row_of(const Event& event, base::UnixMicros at);
  void next_uid(std::string_view raw, std::uint64_t frame);
  bool may_repeat() const { return facts_.may_repeat || dialect_->may_repeat(); }
  void find_trace();
  void tell_input(base::UnixMicros at, bool ended);

  InputFacts facts_;
  std::unique_ptr<DialectChoice> choice_;
  const KeepRules& rules_;
  FeedListener& listener_;
  BatchMaker& out_;
  digest::LineHash hash_;
  FrameSplitter splitter_;
  std::unique_ptr<Dialect> dialect_;
  std::vector<Held> held_;  // frames that wait for the dialect, as they were read
  std::size_t held_bytes_ = 0;
  Parsed parsed_;
  json::Document strict_;  // of the last line, where equal keys are refused
  std::string clean_, trace_, spoken_of_;
  digest::Hash128 uid_{};        // of the last frame
  digest::Hash128 first_uid_{};  // where frames are counted, because they cannot come again
  std::unordered_map<std::string, std::string> requests_;  // the latest ones, and their traces
  struct Cap {
    std::int64_t events = 0;
    bool is_told = false;
  };
  std::unordered_map<std::string, Cap> per_trace_;  // where a cap is set
  FeedCounters counters_;
  base::UnixMicros started_at_;
  bool open_line_ = false, last_was_cut_ = false, is_stopped_ = false;
  // The long line that is on its way.
  struct LongLine {
    std::unique_ptr<sanitize::StreamScrubber> scrubber;
    std::optional<digest::Hasher> uid, leaf;
    std::optional<digest::Sha256> sum;  // where the payload will be cut
    digest::Salt salt{};
    std::string first, waiting;
    Skeleton skeleton;
    std::uint32_t pieces = 0;
    std::uint64_t size = 0;  // sanitized
    std::int64_t read = 0;   // as they were read
    bool is_scrubbed = false, is_refused = false;
  };
  std::unique_ptr<LongLine> long_;
};

}  // namespace trace::ingest
