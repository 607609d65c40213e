// A Batch as bytes, for the spool: compact, versioned, self-contained, the same on every machine.
// Not for other tools (they get JSON lines) and without a checksum of its own (spool_file.h has
// one). Pure functions: safe on any thread.
#pragma once

#include "base/result.h"
#include "ingest/batch.h"

#include <string>
#include <string_view>

namespace trace::ingest {

// Append the bytes of `batch` to `out`.
void encode(const Batch& batch, std::string& out);

// Read what encode() wrote into `out`, whose memory is used again. Errors: schema_too_new (a later
// version wrote it), bad_input (anything else; every index and slice of what is accepted is in
// bounds). Allocates no more than a small multiple of `bytes`; after an error `out` is empty.
base::Status decode(std::string_view bytes, Batch& out);

}  // namespace trace::ingest
