// Traces as reports in Markdown (formats/markdown_report.h). For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"

namespace trace::tools {

// Write one report a trace. Throws Failure for an unknown zone.
void write_markdown(const ExportOptions& options, const Selection& selection, store::Database& db,
                    formats::ByteSink& sink);

}  // namespace trace::tools
