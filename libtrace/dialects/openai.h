// OpenAI's APIs and those that speak like them: Chat Completions, legacy completions and Responses,
// as server-sent events, as one chunk a line or as whole bodies, with request bodies and errors
// between. One trace an input, each call counted once.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of OpenAI's APIs.
std::unique_ptr<ingest::Dialect> make_openai(const ingest::DialectContext& context);
// Tell whether only these APIs say that.
Claim claim_openai(const json::Value& value);

}  // namespace trace::dialects
