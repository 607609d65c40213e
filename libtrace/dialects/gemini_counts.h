// Counters of Google's API, of Gemini CLI's sessions and of its statistics as the one token
// convention. They differ in what their numbers include. Pure functions.
#pragma once

#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <optional>

namespace trace::dialects {

// As a source says them; what it does not say stays empty.
struct GeminiCounts {
  std::optional<std::int64_t> prompt;  // with what came from the cache
  std::optional<std::int64_t> candidates, cached, thoughts, tool, total;
};

// `tokens` of a message in a session file. Its input has cached tokens inside only when the total
// says so.
model::Tokens read_session_tokens(const json::Value& tokens);
// Statistics of a run or of one model in them: `{input_tokens, output_tokens, cached, …}` or
// `{prompt, candidates, cached, thoughts, …}`.
model::Tokens read_run_tokens(const json::Value& stats);
// `usageMetadata` of a response.
model::Tokens read_usage_metadata(const json::Value& usage);

// Convert: cached tokens go out of the input, what the total has beyond the prompt is output.
model::Tokens tokens_of(const GeminiCounts& counts);

}  // namespace trace::dialects
