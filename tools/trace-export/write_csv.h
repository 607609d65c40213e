// Rows of one kind of record as CSV: RFC 4180, and no cell that a spreadsheet would run. For the
// main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"

namespace trace::tools {

// Write the head and a row a record. Throws Failure bad_usage when several kinds are asked for.
void write_csv(const ExportOptions& options, const Selection& selection, store::Database& db,
               formats::ByteSink& sink);

}  // namespace trace::tools
