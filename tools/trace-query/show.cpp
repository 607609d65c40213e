#include "trace-query/show.h"

#include "trace-query/event_cells.h"
#include "trace-query/human_text.h"
#include "trace-query/show_full.h"
#include "trace-query/show_steps.h"
#include "trace-query/slow_steps.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "common/id_input.h"
#include "common/key_events.h"
#include "formats/native_lines.h"
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

// Longer traces are not read a second time for their key events.
constexpr std::int64_t kMostForKeyEvents = 50'000;

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
  session.use(trace.place);
  lines.trace(row_of(session, trace).record);
  store::RequestRows requests(session.db(), session.names());
  requests.each(trace.row, trace.id,
                [&](const model::Request& request) { lines.request(request); });
  store::EventRows events(session.db(), session.names());
  events.some(trace.row, trace.id, range_of(session),
              [&](const model::EventRow& event) { lines.event(event); });
}

base::UnixMicros start_of(const store::TraceRow& row) {
  return row.record.started_at.value_or(row.record.created_at.value_or(base::UnixMicros{}));
}

void show_head(Session& session, const store::TraceRef& trace, const store::TraceRow& row) {
  formats::Timeline head(session.out(), session.zone());
  head.set_width(session.writer_options().width);
  head.head(row.record, row.event_count, row.error_count);
  KeyEventCollector key;
  store::RequestRows requests(session.db(), session.names());
  // What sub-agents used is part of it.
  for (const auto id : store::TraceUsage(session.db()).family(trace.row))
    requests.each(id, trace.id, [&](const model::Request& request) { key.add(request); });
  head.usage(key.usage());
  if (row.event_count <= kMostForKeyEvents) {
    store::EventRows events(session.db(), session.names());
    events.each(trace.row, trace.id, [&](const model::EventRow& event) { key.add(event); });
  }
  head.start_at(start_of(row));
  head.key_events(key.found());
  session.out().write("\n");
}

// The columns of a step for people, where anything is known for them.
class StepCells {
 public:
  StepCells(Session& session, const store::TraceRef& trace)
      : requests_(session.db(), session.names()), costs_(requests_, trace) {}
  bool any() const { return costs_.any(); }

  static void add_columns(std::vector<formats::Column>& columns) {
    for (const auto& [key, title] : {std::pair{"took", "TOOK"}, std::pair{"tokens", "TOKENS"},
                                     std::pair{"cost_usd", "COST"}}) {
      formats::Column column{.key = key, .title = title};
      column.right_aligned = true;
      column.priority = 3;
      columns.insert(columns.end() - 1, column);
    }
  }
  // Put the cells before the last one, which is the summary.
  void add_cells(std::vector<formats::Cell>& cells, const model::EventRow& event) {
    const StepCost cost = costs_.take(event.at);
    took_ = event.duration_ms ? short_duration(*event.duration_ms) : std::string();
    tokens_ = cost.tokens ? short_number(*cost.tokens) : std::string();
    cost_ = cost.cost_nusd ? short_cost(*cost.cost_nusd) : std::string();
    for (const std::string* text : {&took_, &tokens_, &cost_})
      cells.insert(cells.end() - 1, text->empty() ? formats::Cell() : std::string_view(*text));
  }

 private:
  store::RequestRows requests_;
  StepCosts costs_;
  std::string took_, tokens_, cost_;
};

// Events as rows of the format.
void show_events(Session& session, const store::TraceRef& trace, base::UnixMicros start) {
  EventCells cells(session, {"seq", "at", "type", "level", "summary"});
  const bool is_table = session.format() == Format::table;
  if (is_table) cells.count_from(start);
  std::optional<StepCells> steps;
  if (is_table && !session.options().show.errors) steps.emplace(session, trace);
  if (steps && !steps->any()) steps.reset();
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  auto columns = cells.columns();
  if (steps) StepCells::add_columns(columns);
  writer->begin(columns);
  store::EventRows events(session.db(), session.names());
  std::vector<formats::Cell> row;
  events.some(trace.row, trace.id, range_of(session), [&](const model::EventRow& event) {
    const auto known = cells.of(event);
    row.assign(known.begin(), known.end());
    if (steps) steps->add_cells(row, event);
    writer->row(row);
  });
  writer->end();
}

bool is_record_format(Format format) { return format == Format::jsonl || format == Format::json; }

}  // namespace

void show_trace(Session& session, const store::TraceRef& trace) {
  session.use(trace.place);
  const store::TraceRow row = row_of(session, trace);
  if (session.format() == Format::table) show_head(session, trace, row);
  if (session.options().show.slow) {
    show_slow_steps(session, trace, start_of(row));
  } else if (session.options().show.full && session.format() == Format::table) {
    show_full_events(session, trace, range_of(session), start_of(row));
  } else {
    show_events(session, trace, start_of(row));
  }
  if (session.format() == Format::table) show_children(session, trace);
}

int print_traces(Session& session) {
  if (!session.options().show.request.empty()) return print_request(session);
  auto operands =
      cli::expand_ids(session.options().operands, session.options().ids_end_with_nul, STDIN_FILENO);
  if (operands.empty()) operands = {"last"};
  std::vector<store::TraceRef> traces;
  traces.reserve(operands.size());
  for (const std::string& text : operands) traces.push_back(session.find(text));
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
