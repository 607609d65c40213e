// The record format of the tools themselves (`kind`: trace, event, request, content; formats/
// native_lines.h writes it), old names included. A record that lacks what it must have, and what is
// no record, stays as an event of the input's own trace.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of the record format.
std::unique_ptr<ingest::Dialect> make_native(const ingest::DialectContext& context);
// Tell whether it is a record of this format.
Claim claim_native(const json::Value& value);

}  // namespace trace::dialects
