#include "trace-export/selection.h"

#include "common/id_input.h"
#include "common/read_filter.h"
#include "common/time_range.h"
#include "store/grep.h"
#include "store/guard.h"
#include "store/resolve.h"

#include <algorithm>
#include <compare>
#include <iterator>
#include <optional>
#include <unistd.h>

namespace trace::tools {
namespace {

// A trace, in order of start and of id.
struct Chosen {
  std::int64_t at = 0;
  std::string uid;
  store::Place place;
  std::int64_t row = 0;
  auto operator<=>(const Chosen&) const = default;
};
using Traces = std::vector<Chosen>;

store::Database& at_place(store::Database& db, store::Archives& archives, store::Place place) {
  return place ? *archives.open(*place) : db;
}

Traces named(const ExportOptions& options, store::Database& db, store::Archives& archives) {
  Traces traces;
  const auto typed = cli::expand_ids(options.operands, options.ids_end_with_nul, STDIN_FILENO);
  for (const auto& id : typed) {
    auto found = store::resolve_trace(db, archives, id);
    store::Statement at(at_place(db, archives, found.place), "SELECT at FROM traces WHERE id = ?1");
    traces.push_back(
        {at.with(found.row).step()->i64(0), std::move(found.id), found.place, found.row});
  }
  std::sort(traces.begin(), traces.end());
  traces.erase(std::unique(traces.begin(), traces.end()), traces.end());
  return traces;
}

void add_filtered(const store::Filter& filter, store::Database& db, store::Place place,
                  Traces& traces) {
  store::SqlText sql;
  sql.add("SELECT t.id, t.at, t.uid FROM traces t");
  if (!filter.grep.empty()) store::register_grep(db);
  store::append_where(sql, store::Entity::trace, filter, db);
  std::optional<store::Guard> guard;
  if (!filter.where.empty()) guard.emplace(db);
  sql.prepare(db).each([&](const store::Row& row) {
    traces.push_back({row.i64(1), std::string(row.text(2)), place, row.i64(0)});
  });
}

// Traces that pass the filters, in order of start.
Traces filtered(const ExportOptions& options, store::Database& db, store::Archives& archives) {
  const auto environment = cli::Environment::of_process();
  const auto filter = cli::read_filter(options.filters, options.tz, environment,
                                       cli::make_clock(environment)->now(), db);
  Traces traces;
  add_filtered(filter, db, std::nullopt, traces);
  for (std::size_t i = 0; i < archives.size(); ++i)
    if (archives.may_have(i, store::Entity::trace, filter))
      if (store::Database* archive = archives.open(i)) add_filtered(filter, *archive, i, traces);
  std::sort(traces.begin(), traces.end());
  return traces;
}

Traces both(const Traces& left, const Traces& right) {
  Traces out;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                        std::back_inserter(out));
  return out;
}

Selection selection_of(const Traces& traces, store::Archives& archives) {
  Selection out;
  for (const Chosen& trace : traces) {
    out.traces.push_back(trace.row);
    out.places.push_back(trace.place);
  }
  if (archives.size() > 0) out.archives = &archives;
  return out;
}

}  // namespace

store::TraceRow as_abandoned(store::TraceRow trace) {
  trace.record.status = model::RunStatus::abandoned;
  return trace;
}

Selection select_traces(const ExportOptions& options, store::Database& db,
                        store::Archives& archives) {
  const bool has_ids = !options.operands.empty();
  const bool has_filters = cli::has_filter(options.filters);
  if (!has_ids && !has_filters && !options.all)
    throw base::Failure(base::Errc::bad_usage,
                        "nothing is selected; name traces, give a filter, or say --all");
  if (!has_ids && !has_filters) {
    Selection all = selection_of({}, archives);
    all.everything = true;
    return all;
  }
  if (!has_filters) return selection_of(named(options, db, archives), archives);
  if (!has_ids) return selection_of(filtered(options, db, archives), archives);
  return selection_of(both(named(options, db, archives), filtered(options, db, archives)),
                      archives);
}

}  // namespace trace::tools
