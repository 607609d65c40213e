#include "dialects/claude_usage.h"

#include "dialects/scalars.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace trace::dialects {
namespace {

using Counter = std::optional<std::int64_t> model::Tokens::*;
constexpr std::array<Counter, 6> kCounters{
    &model::Tokens::input,          &model::Tokens::cache_read, &model::Tokens::cache_write,
    &model::Tokens::cache_write_1h, &model::Tokens::output,     &model::Tokens::reasoning};

std::optional<std::int64_t> either(const json::Value& object, std::string_view a,
                                   std::string_view b) {
  const auto first = counter_of(object[a]);
  return first ? first : counter_of(object[b]);
}

model::Tokens read_counters(const json::Value& usage) {
  model::Tokens t;
  t.input = counter_of(usage["input_tokens"]);
  t.cache_read = counter_of(usage["cache_read_input_tokens"]);
  t.cache_write = counter_of(usage["cache_creation_input_tokens"]);
  t.output = counter_of(usage["output_tokens"]);
  const auto writes = usage["cache_creation"];
  t.cache_write_1h = counter_of(writes["ephemeral_1h_input_tokens"]);
  const auto short_lived = counter_of(writes["ephemeral_5m_input_tokens"]);
  // Both are given, and disagree at times: the larger one is the fuller one.
  if (t.cache_write_1h || short_lived)
    t.cache_write = std::max(t.cache_write.value_or(0),
                             saturated(t.cache_write_1h.value_or(0), short_lived.value_or(0)));
  return t;
}

// Passes that the counters above them leave out: compaction, and advice of another model.
bool is_beside(std::string_view pass) { return pass == "compaction" || pass == "advisor_message"; }

}  // namespace

model::Tokens read_usage(const json::Value& usage) {
  auto tokens = read_counters(usage);
  for (auto pass = usage["iterations"].first(); pass; pass = pass.next())
    if (is_beside(pass["type"].str())) add(tokens, read_counters(pass));
  return tokens;
}

model::Tokens read_model_usage(const json::Value& usage) {
  model::Tokens t;
  t.input = either(usage, "inputTokens", "input_tokens");
  t.cache_read = either(usage, "cacheReadInputTokens", "cache_read_input_tokens");
  t.cache_write = either(usage, "cacheCreationInputTokens", "cache_creation_input_tokens");
  t.output = either(usage, "outputTokens", "output_tokens");
  return t;
}

std::int64_t total_of(const model::Tokens& t) noexcept {
  return saturated(saturated(t.input.value_or(0), t.cache_read.value_or(0)),
                   saturated(t.cache_write.value_or(0), t.output.value_or(0)));
}

void grow(model::Tokens& tokens, const model::Tokens& other) noexcept {
  for (const auto counter : kCounters)
    if (other.*counter)
      tokens.*counter = std::max((tokens.*counter).value_or(0), *(other.*counter));
}

void add(model::Tokens& tokens, const model::Tokens& other) noexcept {
  for (const auto counter : kCounters)
    if (other.*counter)
      tokens.*counter = saturated((tokens.*counter).value_or(0), *(other.*counter));
}

model::Tokens at_most(const model::Tokens& tokens, const model::Tokens& limit) noexcept {
  model::Tokens kept = tokens;
  for (const auto counter : kCounters)
    if (kept.*counter && limit.*counter)
      kept.*counter = std::min(*(kept.*counter), *(limit.*counter));
  return kept;
}

model::Tokens beyond(const model::Tokens& total, const model::Tokens& part) noexcept {
  model::Tokens rest;
  for (const auto counter : kCounters)
    if (total.*counter)
      rest.*counter = std::max<std::int64_t>(0, *(total.*counter) - (part.*counter).value_or(0));
  return rest;
}

}  // namespace trace::dialects
