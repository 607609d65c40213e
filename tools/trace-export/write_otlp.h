// Traces as OpenTelemetry (OTLP/JSON, an export a line as the collector's file exporter writes
// them), by the conventions for generative AI: a span for the run, one for each model call, and a
// log record for each event. Requests that belong to no trace are left out: OpenTelemetry would
// take each for a trace. For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"

namespace trace::tools {

// Write the lines.
void write_otlp(const Selection& selection, store::Database& db, formats::ByteSink& sink);

}  // namespace trace::tools
