#include "trace-query/slow_steps.h"

#include "calendar/rfc3339.h"
#include "trace-query/event_text.h"
#include "trace-query/human_text.h"

#include "store/event_rows.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace trace::tools {
namespace {

constexpr std::size_t kMaxSteps = 20;

struct Step {
  std::int64_t took_ms = 0;
  std::int64_t seq = 0;
  base::UnixMicros at;
  std::string type, text;
  bool is_said = false;  // the event itself says how long it took
};

// Keeps the longest steps only, so that memory does not grow with the trace.
class Longest {
 public:
  void add(Step step) {
    steps_.push_back(std::move(step));
    if (steps_.size() >= 2 * kMaxSteps) cut();
  }
  std::vector<Step> take() {
    cut();
    return std::move(steps_);
  }

 private:
  void cut() {
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](const Step& a, const Step& b) { return a.took_ms > b.took_ms; });
    if (steps_.size() > kMaxSteps) steps_.resize(kMaxSteps);
  }
  std::vector<Step> steps_;
};

std::vector<Step> longest_steps(Session& session, const store::TraceRef& trace) {
  Longest longest;
  EventText text;
  std::optional<Step> open;
  store::EventRows events(session.db(), session.names());
  events.each(trace.row, trace.id, [&](const model::EventRow& event) {
    if (open) {
      if (!open->is_said)
        open->took_ms = std::max<std::int64_t>(0, (event.at.v - open->at.v) / 1000);
      longest.add(*std::move(open));
    }
    open = Step{event.duration_ms.value_or(0), event.seq,        event.at,
                std::string(event.type),       text.line(event), event.duration_ms.has_value()};
  });
  if (open) longest.add(*std::move(open));
  return longest.take();
}

}  // namespace

void show_slow_steps(Session& session, const store::TraceRef& trace, base::UnixMicros start) {
  const bool for_people = session.is_for_people();
  const std::vector<formats::Column> columns{
      {.key = "duration_ms",
       .title = for_people ? "TOOK" : "",
       .right_aligned = true,
       .priority = 0,
       .min_width = 6},
      {.key = "seq", .title = for_people ? "SEQ" : "", .right_aligned = true, .priority = 0},
      {.key = "at", .title = for_people ? "AFTER" : "", .right_aligned = for_people, .priority = 1},
      {.key = "type", .title = for_people ? "TYPE" : "", .priority = 2},
      {.key = "summary", .title = for_people ? "SUMMARY" : "", .priority = 0, .min_width = 16}};
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  writer->begin(columns);
  for (const Step& step : longest_steps(session, trace)) {
    const std::string took = short_duration(step.took_ms);
    const std::string at =
        for_people ? short_duration((step.at.v - start.v) / 1000) : calendar::rfc3339(step.at);
    std::vector<formats::Cell> cells{std::string_view(took), step.seq, std::string_view(at),
                                     std::string_view(step.type), std::string_view(step.text)};
    if (!for_people) cells[0] = step.took_ms;
    writer->row(cells);
  }
  writer->end();
}

}  // namespace trace::tools
