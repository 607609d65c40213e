// Kimi CLI's print stream: a message of a conversation a line, without session, usage or times.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_kimi(const ingest::DialectContext& context);
// Claim a message that has nothing but what such a conversation needs.
Claim claim_kimi(const json::Value& value);

}  // namespace trace::dialects
