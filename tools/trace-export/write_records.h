// The record format out of the store: each trace, then its events, requests and contents, and with
// everything the requests that belong to no trace. For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"

namespace trace::tools {

// Write the records of the kinds that are asked for.
void write_records(const ExportOptions& options, const Selection& selection, store::Database& db,
                   formats::ByteSink& sink);

// The same with what is nested as text (formats/flat_lines.h).
void write_flat(const ExportOptions& options, const Selection& selection, store::Database& db,
                formats::ByteSink& sink);

}  // namespace trace::tools
