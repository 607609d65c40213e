// Which traces a command line means: ids, filters, or everything. For the main thread.
#pragma once

#include "trace-export/options.h"

#include "store/archives.h"
#include "store/sqlite.h"
#include "store/trace_rows.h"

#include <cstdint>
#include <set>
#include <vector>

namespace trace::tools {

struct Selection {
  bool everything = false;              // --all, without ids and filters
  std::vector<std::int64_t> traces;     // row ids otherwise
  std::set<std::int64_t> dead{};        // running in the store alone: their recorder died
  store::Archives* archives = nullptr;  // read with the store, when there are any
  std::vector<store::Place> places{};   // of `traces`, when there are archives
  store::Place place(std::size_t i) const { return places.empty() ? store::Place() : places[i]; }
};

// Look up what the options select. Throws Failure: not_found for an id that is not there, bad_usage
// when nothing was asked for.
Selection select_traces(const ExportOptions& options, store::Database& db,
                        store::Archives& archives);

// Return a trace as it is to be shown when its recorder died and its end could not be written.
store::TraceRow as_abandoned(store::TraceRow trace);

}  // namespace trace::tools
