// Stored sessions of qwen-code and of iFlow: an envelope like that of Claude Code's transcripts
// around the messages of Google's API (qwen-code) or of Anthropic's without usage (iFlow).
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_qwen(const ingest::DialectContext& context);
// Claim a line that only these agents write.
Claim claim_qwen(const json::Value& value);

}  // namespace trace::dialects
