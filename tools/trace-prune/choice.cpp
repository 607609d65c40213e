#include "trace-prune/choice.h"

#include "common/id_input.h"
#include "common/message.h"
#include "common/read_filter.h"
#include "common/value.h"
#include "store/resolve.h"
#include "store/trace_rows.h"

#include <algorithm>
#include <optional>
#include <unistd.h>

namespace trace::tools {
namespace {

using Ids = std::vector<std::int64_t>;

std::optional<base::UnixMicros> before(base::UnixMicros now,
                                       const std::optional<base::DurationMs>& age) {
  if (!age) return std::nullopt;
  return base::UnixMicros{now.v - age->v * 1000};
}

std::string reason_of(const PruneOptions& options) {
  std::string reason;
  const auto add = [&](const std::string& words) {
    reason += (reason.empty() ? "" : ", ") + words;
  };
  if (options.older_than) add("older than " + cli::show_duration(*options.older_than));
  if (cli::has_filter(options.filters)) add("chosen by filter");
  if (!options.operands.empty()) add("named");
  return reason;
}

// The traces that were named, of those that may go; say which of them still run.
Ids only_named(const PruneOptions& options, store::Database& db, const Ids& may_go) {
  Ids named;
  store::PrunePlan plan(db);
  const auto typed = cli::expand_ids(options.operands, options.ids_end_with_nul, STDIN_FILENO);
  for (const auto& id : typed) {
    const auto trace = store::resolve_trace(db, id);
    if (!plan.trace(trace.row))
      cli::print_message("trace-prune", "trace '" + trace.id + "' has not ended and stays");
    named.push_back(trace.row);
  }
  std::sort(named.begin(), named.end());
  Ids both;
  std::copy_if(may_go.begin(), may_go.end(), std::back_inserter(both), [&](std::int64_t row) {
    return std::binary_search(named.begin(), named.end(), row);
  });
  return both;
}

// A condition on traces says nothing about a request of none.
bool may_mean_requests(const PruneOptions& options) {
  return options.operands.empty() && options.filters.where.empty() &&
         options.filters.status.empty();
}

}  // namespace

bool chooses(const PruneOptions& options) {
  return options.older_than || cli::has_filter(options.filters) || !options.operands.empty();
}

PruneChoice choose(const PruneOptions& options, store::Database& db, base::UnixMicros now) {
  const auto filter =
      cli::read_filter(options.filters, options.tz, cli::Environment::of_process(), now, db);
  const store::PruneAges ages{before(now, options.older_than), before(now, options.keep_errors)};
  store::PrunePlan plan(db);
  PruneChoice choice;
  choice.traces = plan.traces(filter, ages);
  if (!options.operands.empty()) choice.traces = only_named(options, db, choice.traces);
  if (may_mean_requests(options)) choice.requests = plan.loose_requests(filter, ages);
  choice.reason = reason_of(options);
  return choice;
}

}  // namespace trace::tools
