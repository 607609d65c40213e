#include "trace-export/trace_walk.h"

#include <optional>

namespace trace::tools {

TraceWalk::TraceWalk(store::Database& db, const Selection& selection)
    : selection_(selection),
      names_(db),
      traces_(db, names_),
      events_(db, names_),
      requests_(db, names_) {
  events_.hand_on_long_lines();
}

void TraceWalk::each(const std::function<void(const store::TraceRow&)>& f) {
  const auto one = [&](const store::TraceRow& trace) {
    if (selection_.dead.contains(trace.id))
      f(as_abandoned(trace));
    else
      f(trace);
  };
  if (selection_.everything)
    traces_.all(one);
  else
    traces_.some(selection_.traces, one);
}

void TraceWalk::events(const store::TraceRow& trace,
                       const std::function<void(const model::EventRow&)>& f) {
  events_.each(trace.id, trace.record.id, f);
}

void TraceWalk::requests(const store::TraceRow& trace,
                         const std::function<void(const model::Request&)>& f) {
  requests_.each(trace.id, trace.record.id, f);
}

void TraceWalk::contents(const store::TraceRow& trace,
                         const std::function<void(const model::Content&)>& f) {
  requests_.each_content(trace.id, f);
}

void TraceWalk::loose_requests(const std::function<void(const model::Request&)>& f) {
  if (selection_.everything) requests_.each(std::nullopt, {}, f);
}

void TraceWalk::loose_contents(const std::function<void(const model::Content&)>& f) {
  if (selection_.everything) requests_.each_content(std::nullopt, f);
}

base::UnixMicros start_of(const model::TraceChange& trace) {
  return trace.started_at.value_or(trace.created_at.value_or(base::UnixMicros{}));
}

}  // namespace trace::tools
