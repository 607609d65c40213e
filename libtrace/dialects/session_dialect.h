// What the dialects of agents have in common whose lines name their session: a trace a session,
// opened by its first line and ended by what its last one said; lines that are no JSON are kept as
// text; tools are paired with their results. A dialect derives from it and says what its own lines
// mean. Belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "dialects/payload.h"
#include "dialects/run_trace.h"
#include "dialects/tool_calls.h"
#include "ingest/ports.h"
#include "json/document.h"
#include "model/records.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trace::dialects {

// The JSON of a frame, and when it was said.
struct Frame {
  json::Value root;
  std::size_t shift = 0;  // bytes of the frame before the JSON
  bool is_glued = false;
  base::UnixMicros arrived;
  std::optional<base::UnixMicros> at;  // as the line says

  base::UnixMicros when() const noexcept { return at.value_or(arrived); }
};

class SessionDialect : public ingest::Dialect {
 public:
  // `name` is a literal: the dialect's, and what ids of traces are derived with.
  SessionDialect(std::string_view name, const ingest::DialectContext& context)
      : name_(name), context_(context) {}
  std::string_view name() const override { return name_; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) final;
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) final;

 protected:
  enum class Source { stream, storage };  // a stream ends with a line that says how it went

  // When the line was said; the default looks at `timestamp`.
  virtual std::optional<base::UnixMicros> time_in(const json::Value& root) const;
  // Say what a line means. REQUIRED: adds an event, after enter().
  virtual void read(const Frame& frame, ingest::Parsed& out) = 0;
  // A session began: forget the one before.
  virtual void begin() {}
  // A session ends: add what is known only now.
  virtual void conclude(ingest::Parsed&) {}

  // Begin a session, when it is not the one at hand, and open its trace. An empty name stays with
  // the one at hand, or takes the trace that the input opens itself.
  void enter(std::string_view session, const Frame& frame, ingest::Parsed& out);
  RunTrace& run() { return *run_; }
  // Lines arrive as they are printed: arrival tells of durations.
  bool is_live() const noexcept { return context_.is_live && !is_recorded_; }
  const ingest::DialectContext& context() const noexcept { return context_; }
  void set_source(Source source) { source_ = source; }

  // Add the event of a frame. The first one carries the frame.
  ingest::Event& add_event(const Frame& frame, std::string_view type, ingest::Parsed& out);
  // Add an event of a part of the frame.
  ingest::Event& add_part(const Frame& frame, const json::Value& part, std::string_view type,
                          ingest::Parsed& out);
  // Name the events that were added since there were `first`, by the id of what they are parts of.
  static void name_parts(std::size_t first, std::string_view id, ingest::Parsed& out) {
    for (std::size_t i = first; i < out.events.size(); ++i) out.events[i].part_id = id;
  }
  // Make an event the call of a tool, or its result, which takes name and duration from its call.
  void call_tool(ingest::Event& event, std::string_view id, std::string_view tool,
                 std::optional<base::UnixMicros> at);
  void answer_tool(ingest::Event& event, std::string_view id, std::optional<base::UnixMicros> at);
  // The time of a frame where it tells of durations: of the line itself, or of a live arrival.
  std::optional<base::UnixMicros> known_time(const Frame& frame) const;
  // Keep a text until the next line, for events to point at.
  std::string_view hold(std::string text);

  // The session ended; a later word, or that it goes on, takes its place.
  model::TraceChange& say_end(model::RunStatus status, const Frame& frame);
  // The same for a failure, whose kind is told by its signs.
  struct Failure {
    std::string_view code, message;
    std::optional<std::int64_t> http_status;
    std::optional<bool> retryable = std::nullopt;
  };
  model::TraceChange& say_failure(const Failure& failure, const Frame& frame);
  void go_on() { end_.reset(); }
  bool has_end() const noexcept { return end_.has_value(); }
  // What was said about the end. REQUIRES: has_end().
  model::TraceChange& end_state() { return *end_; }
  // Something happened at a time that the frame does not begin with.
  void saw(base::UnixMicros at);

  // A request of this trace. Ids that may be used again elsewhere get the session's name in front.
  model::Request request(std::string_view id, const Frame& frame) const;
  // Add what was said in a request, when content is kept. `prompt()` is the last one seen.
  void add_content(const model::Request& request, std::string_view completion,
                   ingest::Parsed& out) const;
  // A person asked: the title of the trace, and the prompt of the requests that follow.
  void ask(std::string_view message, ingest::Parsed& out);
  // What the agent answered: the last one is the result of the trace. `more_answer` adds a piece.
  void answer(std::string_view text);
  void more_answer(std::string_view text) { answer_ += text; }
  const std::string& last_answer() const noexcept { return answer_; }
  // Set the model of the trace, when it is another one.
  void use_model(std::string_view model, ingest::Parsed& out);
  const std::string& model() const noexcept { return model_; }

 private:
  void read_text(const ingest::Line& line, const Payload& payload, ingest::Parsed& out);
  void set_start(const Frame& frame, ingest::Parsed& out);
  void leave(base::UnixMicros at, bool cut, ingest::Parsed& out);

  std::string_view name_;
  ingest::DialectContext context_;
  PayloadReader reader_;
  std::optional<RunTrace> run_;
  bool is_named_ = false;  // the session at hand has a name
  Source source_ = Source::stream;
  ToolCalls calls_;
  std::deque<std::string> held_;
  std::optional<model::TraceChange> end_;
  std::optional<base::UnixMicros> last_at_;
  bool has_start_ = false;    // the trace was opened with a time of its lines
  bool is_recorded_ = false;  // the lines were printed long before they arrived
  std::string model_, prompt_, answer_;
};

// Metadata of a trace as JSON: the members that are not empty.
std::string metadata_of(const std::vector<std::pair<std::string_view, std::string_view>>& members);

}  // namespace trace::dialects
