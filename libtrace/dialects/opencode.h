// opencode: what `opencode run --format json` prints, and the documents of sessions, messages and
// parts that it stores or exports.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_opencode(const ingest::DialectContext& context);
// Claim a line of the stream or a stored document.
Claim claim_opencode(const json::Value& value);

}  // namespace trace::dialects
