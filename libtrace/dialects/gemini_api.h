// Google's Gemini API: GenerateContentResponse as server-sent events, one chunk a line, arrays and
// whole bodies, and recorded replies ({method, response}). One trace an input, each response
// counted once. Not what Gemini CLI prints or stores.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"
#include "model/records.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of the Gemini API.
std::unique_ptr<ingest::Dialect> make_gemini_api(const ingest::DialectContext& context);
// Tell whether only this API says that.
Claim claim_gemini_api(const json::Value& value);

// Read `usageMetadata` in the one convention: cached tokens are taken out of the input, thoughts
// are added to the output, prompts of tools to the input.
model::Tokens read_gemini_usage(const json::Value& usage);

}  // namespace trace::dialects
