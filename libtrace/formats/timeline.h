// A trace as a report for people: head, usage, key events, timeline. Text, folded to one line an
// event and harmless for a terminal. What an event says is the caller's (decode/). One thread.
#pragma once

#include "calendar/zone.h"

#include "formats/byte_sink.h"
#include "model/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::formats {

// One line of the timeline.
struct TimelineRow {
  std::int64_t seq = 0;
  base::UnixMicros at;
  model::Level level = model::Level::info;
  std::string type, text;
  std::optional<std::int64_t> duration_ms;
};

// What the requests of a trace add up to; a counter that no request knew is missing.
struct UsageTotals {
  std::int64_t requests = 0, priced = 0, contained = 0;
  model::Tokens tokens;
  std::optional<std::int64_t> cost_nusd;
  // Add one request.
  void add(const model::Request& request);
};

// A step that took long or cost much.
struct KeyStep {
  std::int64_t amount = 0;  // milliseconds, or billionths of a dollar
  std::string text;
};

struct KeyEvents {
  std::int64_t errors = 0, retries = 0;
  std::vector<TimelineRow> first_errors, first_retries;
  std::vector<KeyStep> slowest, dearest;  // largest first
  std::vector<KeyStep> fullest;           // the calls with the most tokens before them
};

class Timeline {
 public:
  // Both must outlive this.
  Timeline(ByteSink& sink, const calendar::Zone& zone) : sink_(sink), zone_(zone) {}

  // Write what the trace is; `events` and `errors` are their numbers.
  void head(const model::TraceChange& trace, std::int64_t events, std::int64_t errors);
  void usage(const UsageTotals& totals);
  void key_events(const KeyEvents& key);
  // Break long values of the head at this many columns; 0: never.
  void set_width(int columns) { width_ = columns; }
  // Count times of events from here.
  void start_at(base::UnixMicros start) { start_ = start; }
  // Write the heading of the timeline; the events come after it.
  void begin_events() { sink_.write("\nTimeline\n"); }
  void event(const TimelineRow& row);
  // Write what stands between two traces.
  void separate();

 private:
  void field(std::string_view name, std::string_view value);
  void rows(std::string_view name, std::int64_t count, const std::vector<TimelineRow>& rows);
  void clock(std::string& out, base::UnixMicros at) const;

  ByteSink& sink_;
  const calendar::Zone& zone_;
  base::UnixMicros start_;
  int width_ = 0;
};

// Append `350 ms`, `12.3 s`, `2 min 05 s`, `3 h 07 min`.
void append_span(std::string& out, std::int64_t ms);

}  // namespace trace::formats
