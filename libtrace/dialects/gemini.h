// Google's Gemini under one name: what the CLI prints and stores, and the API below it.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_gemini(const ingest::DialectContext& context);
// Claim what the CLI prints or stores.
Claim claim_gemini(const json::Value& value);

}  // namespace trace::dialects
