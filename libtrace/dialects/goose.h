// goose's stream-json (`goose run --output-format stream-json`): messages in pieces, and one line
// at the end with the counters of the whole session.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_goose(const ingest::DialectContext& context);
// Claim a line of goose.
Claim claim_goose(const json::Value& value);

}  // namespace trace::dialects
