// Text that a dialect joined from several frames: each of them was sanitized for itself, but a
// secret may have been split between them. Pure functions: safe on any thread.
#pragma once

#include "ingest/batch.h"
#include "sanitize/sanitizer.h"

namespace trace::ingest {

// Sanitize the contents of a request and the result of a trace once more; other changes stay.
void scrub_joined(const sanitize::Sanitizer& sanitizer, ChangeBody& body);

}  // namespace trace::ingest
