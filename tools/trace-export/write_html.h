// Traces as one HTML page (formats/html_page.h). For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"

namespace trace::tools {

// Write the page. Throws Failure for an unknown zone.
void write_html(const ExportOptions& options, const Selection& selection, store::Database& db,
                formats::ByteSink& sink);

}  // namespace trace::tools
