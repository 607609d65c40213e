#include "dialects/gemini_counts.h"

#include "dialects/scalars.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace trace::dialects {
namespace {

using json::Value;

std::optional<std::int64_t> first_of(const Value& object,
                                     std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (const auto counter = counter_of(object[key])) return counter;
  return std::nullopt;
}

}  // namespace

model::Tokens tokens_of(const GeminiCounts& counts) {
  model::Tokens out;
  out.cache_read = counts.cached;
  out.reasoning = counts.thoughts;
  const auto tool = counts.tool.value_or(0);
  if (counts.prompt)
    out.input = std::max<std::int64_t>(0, *counts.prompt - counts.cached.value_or(0)) + tool;
  if (counts.candidates) out.output = *counts.candidates + counts.thoughts.value_or(0);
  if (!counts.total) return out;
  // Thoughts stand beside the candidates, or inside them, or are not told: the total knows.
  const auto beyond = *counts.total - counts.prompt.value_or(0) - tool;
  if (beyond > 0 && beyond >= counts.candidates.value_or(0)) out.output = beyond;
  return out;
}

model::Tokens read_session_tokens(const Value& tokens) {
  GeminiCounts counts;
  counts.prompt = first_of(tokens, {"input", "prompt", "input_tokens", "prompt_tokens"});
  counts.candidates = first_of(tokens, {"output", "candidates", "output_tokens"});
  counts.cached = counter_of(tokens["cached"]);
  counts.thoughts = first_of(tokens, {"thoughts", "reasoning"});
  counts.tool = counter_of(tokens["tool"]);
  counts.total = first_of(tokens, {"total", "total_tokens"});
  const auto cached = counts.cached.value_or(0);
  const auto inclusive = counts.prompt.value_or(0) + counts.candidates.value_or(0) +
                         counts.thoughts.value_or(0) + counts.tool.value_or(0);
  // The cached tokens stand beside the input.
  if (cached > 0 && counts.prompt && counts.total == inclusive + cached) *counts.prompt += cached;
  return tokens_of(counts);
}

model::Tokens read_run_tokens(const Value& stats) {
  GeminiCounts counts;
  counts.cached = first_of(stats, {"cached", "cached_tokens"});
  counts.prompt = first_of(stats, {"prompt", "input_tokens", "prompt_tokens"});
  // `input` alone is what did not come from the cache.
  if (const auto fresh = counter_of(stats["input"]); fresh && !counts.prompt)
    counts.prompt = saturated(*fresh, counts.cached.value_or(0));
  counts.candidates = first_of(stats, {"candidates", "output_tokens", "output"});
  counts.thoughts = first_of(stats, {"thoughts", "thoughts_tokens", "reasoning_tokens"});
  counts.tool = first_of(stats, {"tool", "tool_tokens"});
  counts.total = first_of(stats, {"total", "total_tokens"});
  return tokens_of(counts);
}

model::Tokens read_usage_metadata(const Value& usage) {
  GeminiCounts counts;
  counts.prompt = counter_of(usage["promptTokenCount"]);
  counts.candidates = counter_of(usage["candidatesTokenCount"]);
  counts.cached = counter_of(usage["cachedContentTokenCount"]);
  counts.thoughts = counter_of(usage["thoughtsTokenCount"]);
  counts.tool = counter_of(usage["toolUsePromptTokenCount"]);
  counts.total = counter_of(usage["totalTokenCount"]);
  return tokens_of(counts);
}

}  // namespace trace::dialects
