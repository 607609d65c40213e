// The record that opens a trace, from what the command line says about it. For the main thread.
#pragma once

#include "trace-record/scrubber.h"
#include "trace-record/verb_context.h"

#include "model/records.h"

#include <string>

namespace trace::tools {

// Check what the command line says about a new trace, and find its parent: afterwards --parent is a
// whole id, or nothing encloses the trace. Throws Failure bad_usage for an id or a tag that cannot
// be one.
void settle_fields(VerbContext& context);

// Return the opening of a new trace: id, parent, fields, tags, folder and host, without secrets.
// REQUIRES: settle_fields().
model::TraceChange new_trace(VerbContext& context, const Scrubber& scrubber,
                             const ingest::SwitchDecision& decision);

// Make an id for a trace that begins now.
std::string new_trace_id(base::UnixMicros now);

}  // namespace trace::tools
