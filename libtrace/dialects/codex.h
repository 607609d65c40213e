// Codex: what `codex exec --json` prints, of all versions, and the rollout files that it keeps.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of Codex.
std::unique_ptr<ingest::Dialect> make_codex(const ingest::DialectContext& context);
// Claim what only Codex writes.
Claim claim_codex(const json::Value& value);

}  // namespace trace::dialects
