// GitHub Copilot under one name: the events that Copilot CLI stores for a session, and the chats
// that VS Code exports.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_copilot(const ingest::DialectContext& context);
// Claim an event of the CLI or an exported chat.
Claim claim_copilot(const json::Value& value);

}  // namespace trace::dialects
