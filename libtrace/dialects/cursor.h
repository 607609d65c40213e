// cursor-agent's stream-json (`--print --output-format stream-json`): the same frame as Claude
// Code's, without tokens or cost.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_cursor(const ingest::DialectContext& context);
// Claim a line of cursor-agent.
Claim claim_cursor(const json::Value& value);

}  // namespace trace::dialects
