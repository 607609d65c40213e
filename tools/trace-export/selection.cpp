#include "trace-export/selection.h"

#include "common/id_input.h"

#include <unistd.h>

namespace trace::tools {

Selection select_traces(const ExportOptions& options, store::Database& db) {
  Selection selection;
  if (options.all) {
    selection.everything = true;
    return selection;
  }
  store::Statement find(db, "SELECT id FROM traces WHERE uid = ?1");
  for (const auto& id : cli::expand_ids(options.operands, options.ids_end_with_nul, STDIN_FILENO)) {
    find.with(id);
    const auto row = find.step();
    if (!row) throw base::Failure(base::Errc::not_found, "no such trace");
    selection.traces.push_back(row->i64(0));
  }
  if (selection.traces.empty() && options.operands.empty())
    throw base::Failure(base::Errc::bad_usage,
                        "nothing is selected; name traces, give a filter, or say --all");
  return selection;
}

}  // namespace trace::tools
