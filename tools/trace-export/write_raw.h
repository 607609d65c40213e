// The bytes of the inputs that traces came from, as they were read. For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "formats/byte_sink.h"
#include "store/frames.h"

namespace trace::tools {

// Write the bytes and return what the store does not have of them.
store::FrameGaps write_raw(const ExportOptions& options, const Selection& selection,
                           store::Database& db, formats::ByteSink& sink);

// Say on stderr what is not there; return whether bytes are missing that a user did not choose to
// leave out.
bool report_gaps(const store::FrameGaps& gaps);

}  // namespace trace::tools
