#include "dialects/openai_usage.h"

#include "dialects/scalars.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace trace::dialects {
namespace {

using json::Value;

std::optional<std::int64_t> first_counter(const Value& object,
                                          std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (const auto n = counter_of(object[key])) return n;
  return std::nullopt;
}

Value details_of(const Value& usage, std::string_view a, std::string_view b) {
  return usage[a].is_object() ? usage[a] : usage[b];
}

std::optional<std::int64_t> cached_of(const Value& usage) {
  const auto details = details_of(usage, "prompt_tokens_details", "input_tokens_details");
  if (const auto n = counter_of(details["cached_tokens"])) return n;
  return first_counter(usage,
                       {"prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"});
}

std::optional<std::int64_t> written_of(const Value& usage) {
  const auto details = details_of(usage, "prompt_tokens_details", "input_tokens_details");
  if (const auto n = first_counter(details, {"cache_write_tokens", "cache_creation_tokens"}))
    return n;
  return counter_of(usage["cache_creation_input_tokens"]);
}

struct VendorSign {
  std::string_view model, name;
};

// Beginnings of models that their makers serve in OpenAI's shape; a gateway writes `maker/model`.
constexpr auto kModels = std::to_array<VendorSign>({
    {"grok-", "x-ai"},
    {"deepseek-", "deepseek"},
    {"mistral-", "mistral"},
    {"ministral-", "mistral"},
    {"magistral-", "mistral"},
    {"codestral", "mistral"},
    {"devstral", "mistral"},
    {"pixtral", "mistral"},
    {"open-mistral", "mistral"},
    {"open-mixtral", "mistral"},
    {"claude-", "anthropic"},
    {"gemini-", "google"},
    {"kimi-", "moonshotai"},
    {"moonshot-", "moonshotai"},
    {"sonar", "perplexity"},
    {"glm-", "zhipuai"},
    {"MiniMax-", "minimax"},
});

}  // namespace

model::Tokens read_openai_usage(const Value& usage) {
  model::Tokens t;
  const auto prompt = first_counter(usage, {"prompt_tokens", "input_tokens"});
  t.cache_read = cached_of(usage);
  t.cache_write = written_of(usage);
  if (prompt)
    t.input =
        std::max<std::int64_t>(0, *prompt - t.cache_read.value_or(0) - t.cache_write.value_or(0));
  t.output = first_counter(usage, {"completion_tokens", "output_tokens"});
  const auto details = details_of(usage, "completion_tokens_details", "output_tokens_details");
  t.reasoning = counter_of(details["reasoning_tokens"]);
  if (!t.reasoning) t.reasoning = counter_of(usage["reasoning_tokens"]);
  const auto total = counter_of(usage["total_tokens"]);
  const auto said = prompt.value_or(0) + t.output.value_or(0);
  if (t.output && t.reasoning && total && *total == said + *t.reasoning)
    t.output = *t.output + *t.reasoning;
  return t;
}

std::optional<std::int64_t> read_openai_cost(const Value& usage) {
  if (const auto cost = nano_dollars(usage["cost"]); cost && *cost >= 0) return cost;
  if (const auto cost = nano_dollars(usage["cost"]["total_cost"]); cost && *cost >= 0) return cost;
  // A tick is 1e-10 dollars: 1 + 306 cached + 253 tokens of grok-3-mini cost 1497500 of them.
  if (const auto ticks = counter_of(usage["cost_in_usd_ticks"])) return *ticks / 10;
  return std::nullopt;
}

std::string_view openai_vendor(const Value& payload) {
  if (payload["x_groq"]) return "groq";
  const auto id = payload["id"].str();
  if (id.starts_with("gen-") && payload["provider"].is_string()) return "openrouter";
  const auto choice = payload["choices"].first();
  if (payload["prompt_filter_results"] || choice["content_filter_results"]) return "azure";
  const auto model = payload["model"].str();
  for (const auto& sign : kModels)
    if (model.starts_with(sign.model)) return sign.name;
  return "openai";
}

}  // namespace trace::dialects
