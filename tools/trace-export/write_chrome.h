// Traces as a Chrome trace (JSON), as Perfetto and chrome://tracing open it: a process a trace, its
// steps on one thread, its model calls on another. For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"

namespace trace::tools {

// Write the document: each entry has ph, ts, pid and tid, and they come in order of ts.
void write_chrome(const Selection& selection, store::Database& db, formats::ByteSink& sink);

}  // namespace trace::tools
