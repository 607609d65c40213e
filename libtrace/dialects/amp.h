// Threads that Amp stores: one document with messages, and a ledger of what they used. Its stream
// is that of Claude Code.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_amp(const ingest::DialectContext& context);
// Claim a thread.
Claim claim_amp(const json::Value& value);

}  // namespace trace::dialects
