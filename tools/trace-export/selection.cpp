#include "trace-export/selection.h"

#include "common/id_input.h"
#include "common/read_filter.h"
#include "common/time_range.h"
#include "store/guard.h"
#include "store/resolve.h"

#include <algorithm>
#include <optional>
#include <unistd.h>
#include <unordered_set>

namespace trace::tools {
namespace {

using Ids = std::vector<std::int64_t>;

Ids named(const ExportOptions& options, store::Database& db) {
  Ids ids;
  const auto typed = cli::expand_ids(options.operands, options.ids_end_with_nul, STDIN_FILENO);
  for (const auto& id : typed) ids.push_back(store::resolve_trace(db, id).row);
  store::Dictionary names(db);
  return store::TraceRows(db, names).sorted(ids);
}

// Traces that pass the filters, in order of start.
Ids filtered(const ExportOptions& options, store::Database& db) {
  const auto environment = cli::Environment::of_process();
  const auto filter = cli::read_filter(options.filters, options.tz, environment,
                                       cli::make_clock(environment)->now(), db);
  store::SqlText sql;
  sql.add("SELECT t.id FROM traces t");
  store::append_where(sql, store::Entity::trace, filter, db);
  sql.add(" ORDER BY t.at, t.uid");
  std::optional<store::Guard> guard;
  if (!filter.where.empty()) guard.emplace(db);
  Ids ids;
  sql.prepare(db).each([&](const store::Row& row) { ids.push_back(row.i64(0)); });
  return ids;
}

// Those of `ordered` that are in `wanted`, too.
Ids both(Ids ordered, const Ids& wanted) {
  const std::unordered_set<std::int64_t> set(wanted.begin(), wanted.end());
  std::erase_if(ordered, [&](std::int64_t id) { return !set.contains(id); });
  return ordered;
}

}  // namespace

store::TraceRow as_abandoned(store::TraceRow trace) {
  trace.record.status = model::RunStatus::abandoned;
  return trace;
}

Selection select_traces(const ExportOptions& options, store::Database& db) {
  const bool has_ids = !options.operands.empty();
  const bool has_filters = cli::has_filter(options.filters);
  if (!has_ids && !has_filters && !options.all)
    throw base::Failure(base::Errc::bad_usage,
                        "nothing is selected; name traces, give a filter, or say --all");
  if (!has_ids && !has_filters) return {.everything = true, .traces = {}};
  if (!has_filters) return {.everything = false, .traces = named(options, db)};
  if (!has_ids) return {.everything = false, .traces = filtered(options, db)};
  return {.everything = false, .traces = both(named(options, db), filtered(options, db))};
}

}  // namespace trace::tools
