// Anthropic's Messages API: server-sent events, one event a line, whole bodies, with request bodies
// and errors between. One trace an input, each message counted once. Not what Claude Code prints.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of Anthropic's API.
std::unique_ptr<ingest::Dialect> make_anthropic(const ingest::DialectContext& context);
// Tell whether only this API says that.
Claim claim_anthropic(const json::Value& value);

}  // namespace trace::dialects
