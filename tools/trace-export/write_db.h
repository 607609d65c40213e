// A copy of the store, whole or some traces of it, as a file that appears whole or not at all.
// For the main thread.
#pragma once

#include "trace-export/selection.h"

namespace trace::tools {

// Write what is selected to --to. Throws Failure.
void write_db(const ExportOptions& options, const Selection& selection, store::Database& db);

}  // namespace trace::tools
