#include "trace-query/events.h"

#include "trace-query/event_cells.h"
#include "trace-query/slow_query.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "formats/native_lines.h"
#include "store/event_rows.h"
#include "store/name_ids.h"
#include "store/resolve.h"

#include <functional>

namespace trace::tools {
namespace {

using formats::Format;
using formats::NativeLines;

constexpr std::int64_t kUsualLimit = 2000;

store::EventRange range_of(Session& session) {
  const QueryOptions& options = session.options();
  store::EventRange range;
  range.after = options.events.after;
  range.limit =
      options.page.all ? 0 : static_cast<std::size_t>(options.page.limit.value_or(kUsualLimit));
  range.types = store::name_ids(session.db(), store::NameKind::event_type, options.events.types);
  // Types that the store does not know match nothing, rather than everything.
  if (range.types.empty() && !options.events.types.empty()) range.types = {-1};
  for (const std::string& word : options.events.severities) {
    if (const auto level = model::parse_level(word))
      range.levels.push_back(static_cast<std::int64_t>(*level));
  }
  return range;
}

using Visit = std::function<void(const model::EventRow&)>;

// Print with `each`, which hands every event to what it is given.
void print_records(Session& session, const std::function<void(const Visit&)>& each) {
  const bool is_array = session.format() == Format::json;
  NativeLines lines(session.out(),
                    is_array ? NativeLines::Shape::array : NativeLines::Shape::lines);
  each([&](const model::EventRow& event) { lines.event(event); });
  lines.end();
}

void print_columns(Session& session, const std::function<void(const Visit&)>& each) {
  std::vector<std::string> keys = session.options().fields;
  if (keys.empty() && session.is_for_people()) keys = {"seq", "at", "type", "level", "summary"};
  if (keys.empty()) keys = {"trace", "seq", "uid", "at", "type", "level", "message", "payload"};
  EventCells cells(session, keys);
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  writer->begin(cells.columns());
  each([&](const model::EventRow& event) { writer->row(cells.of(event)); });
  writer->end();
}

}  // namespace

int print_events(Session& session) {
  const store::TraceRef trace = session.find(session.options().operands.at(0));
  const store::EventRange range = range_of(session);
  const store::SqlText query = store::EventRows::query(session.db(), trace.row, range);
  if (session.options().explain) session.say_with_plan("the plan is", query.plan(session.db()));
  const SlowQuery watch(session, [&] { return query.plan(session.db()); });
  store::EventRows rows(session.db(), session.names());
  std::int64_t last = -1;
  bool more = false;
  const auto each = [&](const Visit& visit) {
    more = rows.some(trace.row, trace.id, range, [&](const model::EventRow& event) {
      visit(event);
      last = event.seq;
    });
  };
  const Format format = session.format();
  const bool as_records =
      session.options().fields.empty() && (format == Format::jsonl || format == Format::json);
  as_records ? print_records(session, each) : print_columns(session, each);
  if (more) session.say("there are more events; go on with --after " + std::to_string(last));
  const bool is_no = session.options().exit_status && last < 0;
  return cli::exit_number(is_no ? cli::Exit::no : cli::Exit::ok);
}

}  // namespace trace::tools
