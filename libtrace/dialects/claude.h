// Claude Code's stream-json (`claude -p --output-format stream-json --verbose`): a trace a session,
// events for messages and tools, each model call once. Not its stored session transcripts.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of Claude Code's stream-json.
std::unique_ptr<ingest::Dialect> make_claude(const ingest::DialectContext& context);
// Tell whether Claude Code printed it.
Claim claim_claude(const json::Value& value);

}  // namespace trace::dialects
