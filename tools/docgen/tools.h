// The command lines of all six tools, one after the other. For the main thread.
#pragma once

#include "log-sanitize/options.h"
#include "stats-aggregate/options.h"
#include "trace-export/options.h"
#include "trace-prune/options.h"
#include "trace-query/options.h"
#include "trace-record/options.h"

#include "common/command.h"

namespace trace::docgen {

template <typename Options, typename Visit>
void visit_tool(Visit& visit) {
  Options options;
  cli::Command command;
  tools::declare(command, options);
  visit(command);
}

// Call `visit(cli::Command&)` with the declared command line of each tool.
template <typename Visit>
void for_each_tool(Visit visit) {
  visit_tool<tools::RecordOptions>(visit);
  visit_tool<tools::QueryOptions>(visit);
  visit_tool<tools::ExportOptions>(visit);
  visit_tool<tools::PruneOptions>(visit);
  visit_tool<tools::StatsOptions>(visit);
  visit_tool<tools::SanitizeOptions>(visit);
}

}  // namespace trace::docgen
