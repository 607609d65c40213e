#include "trace-query/show.h"

#include "trace-query/event_cells.h"
#include "trace-query/slow_steps.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "common/id_input.h"
#include "formats/native_lines.h"
#include "formats/terminal_text.h"
#include "formats/timeline.h"
#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/trace_rows.h"
#include "store/trace_usage.h"

#include <unistd.h>

namespace trace::tools {
namespace {

using formats::Format;
using formats::NativeLines;

store::EventRange range_of(const Session& session) {
  store::EventRange range;
  if (session.options().show.errors)
    range.levels = {static_cast<std::int64_t>(model::Level::error)};
  return range;
}

store::TraceRow row_of(Session& session, const store::TraceRef& trace) {
  store::TraceRow found;
  store::TraceRows rows(session.db(), session.names());
  const std::int64_t ids[] = {trace.row};
  rows.some(ids, [&](const store::TraceRow& row) { found = row; });
  return found;
}

void show_records(Session& session, const store::TraceRef& trace, NativeLines& lines) {
  lines.trace(row_of(session, trace).record);
  store::RequestRows requests(session.db(), session.names());
  requests.each(trace.row, trace.id,
                [&](const model::Request& request) { lines.request(request); });
  store::EventRows events(session.db(), session.names());
  events.some(trace.row, trace.id, range_of(session),
              [&](const model::EventRow& event) { lines.event(event); });
}

void show_head(Session& session, const store::TraceRef& trace, const store::TraceRow& row) {
  formats::Timeline head(session.out(), session.zone());
  head.head(row.record, row.event_count, row.error_count);
  formats::UsageTotals totals;
  store::RequestRows requests(session.db(), session.names());
  // What sub-agents used is part of it.
  for (const auto id : store::TraceUsage(session.db()).family(trace.row))
    requests.each(id, trace.id, [&](const model::Request& request) { totals.add(request); });
  head.usage(totals);
  session.out().write("\n");
}

base::UnixMicros start_of(const store::TraceRow& row) {
  return row.record.started_at.value_or(row.record.created_at.value_or(base::UnixMicros{}));
}

// Events as rows of the format.
void show_events(Session& session, const store::TraceRef& trace, base::UnixMicros start) {
  EventCells cells(session, {"seq", "at", "type", "level", "summary"});
  if (session.format() == Format::table) cells.count_from(start);
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  writer->begin(cells.columns());
  store::EventRows events(session.db(), session.names());
  events.some(trace.row, trace.id, range_of(session),
              [&](const model::EventRow& event) { writer->row(cells.of(event)); });
  writer->end();
}

// Each event with its payload below it.
void show_full_events(Session& session, const store::TraceRef& trace, base::UnixMicros start) {
  formats::Timeline timeline(session.out(), session.zone());
  timeline.start_at(start);
  store::EventRows events(session.db(), session.names());
  events.some(trace.row, trace.id, range_of(session), [&](const model::EventRow& event) {
    timeline.event(
        {event.seq, event.at, event.level, std::string(event.type), {}, event.duration_ms});
    std::string text;
    formats::append_terminal_text(text, event.frame.value_or("(not kept)"), formats::Lines::keep);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    session.out().write(text + "\n\n");
  });
}

bool is_record_format(Format format) { return format == Format::jsonl || format == Format::json; }

}  // namespace

void show_trace(Session& session, const store::TraceRef& trace) {
  const store::TraceRow row = row_of(session, trace);
  if (session.format() == Format::table) show_head(session, trace, row);
  if (session.options().show.slow) {
    show_slow_steps(session, trace, start_of(row));
  } else if (session.options().show.full && session.format() == Format::table) {
    show_full_events(session, trace, start_of(row));
  } else {
    show_events(session, trace, start_of(row));
  }
}

int print_traces(Session& session) {
  if (!session.options().show.request.empty()) return print_request(session);
  auto operands =
      cli::expand_ids(session.options().operands, session.options().ids_end_with_nul, STDIN_FILENO);
  if (operands.empty()) operands = {"last"};
  std::vector<store::TraceRef> traces;
  traces.reserve(operands.size());
  for (const std::string& text : operands)
    traces.push_back(store::resolve_trace(session.db(), text));
  if (is_record_format(session.format()) && !session.options().show.slow) {
    const bool is_array = session.format() == Format::json;
    NativeLines lines(session.out(),
                      is_array ? NativeLines::Shape::array : NativeLines::Shape::lines);
    for (const auto& trace : traces) show_records(session, trace, lines);
    lines.end();
    return cli::exit_number(cli::Exit::ok);
  }
  for (const auto& trace : traces) {
    if (&trace != &traces.front()) session.out().write("\n");
    show_trace(session, trace);
  }
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
