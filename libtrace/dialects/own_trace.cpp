#include "dialects/own_trace.h"

#include "dialects/line_text.h"
#include "model/event_row.h"

#include <utility>

namespace trace::dialects {

OwnTrace::OwnTrace(const ingest::DialectContext& context)
    : id_(context.trace.empty() ? context.fresh : context.trace), eof_status_(context.eof_status) {}

std::string_view OwnTrace::open(base::UnixMicros at, ingest::Parsed& out) {
  if (is_open_) return id_;
  is_open_ = true;
  model::TraceChange change;
  change.id = id_;
  change.status = model::RunStatus::running;
  change.started_at = at;
  out.before.emplace_back(std::move(change));
  return id_;
}

void OwnTrace::end_as(model::RunStatus status, base::UnixMicros at, ingest::Parsed& out) {
  if (!is_open_) return;
  is_open_ = false;
  model::TraceChange change;
  change.id = id_;
  change.status = status;
  change.ending =
      status == model::RunStatus::abandoned ? model::Ending::provisional : model::Ending::reported;
  change.ended_at = at;
  out.after.emplace_back(std::move(change));
}

void OwnTrace::end(base::UnixMicros at, ingest::Parsed& out) { end_as(eof_status_, at, out); }

void OwnTrace::abandon(base::UnixMicros at, ingest::Parsed& out) {
  end_as(model::RunStatus::abandoned, at, out);
}

ingest::Event& add_text_event(const ingest::Line& line, std::string_view trace,
                              ingest::Parsed& out) {
  auto& event = out.events.emplace_back();
  event.trace = trace;
  event.type = "text";
  event.level = leading_level(line.bytes);
  event.flags = model::EventFlag::text | model::EventFlag::arrival_time;
  return event;
}

}  // namespace trace::dialects
