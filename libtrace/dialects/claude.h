// Claude Code: its stream-json (`claude -p --output-format stream-json --verbose`, or one object or
// array from `--output-format json`) and the session transcripts that it keeps.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of Claude Code.
std::unique_ptr<ingest::Dialect> make_claude(const ingest::DialectContext& context);
// Claim what only Claude Code writes.
Claim claim_claude(const json::Value& value);

}  // namespace trace::dialects
