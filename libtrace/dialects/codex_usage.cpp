#include "dialects/codex_usage.h"

#include "dialects/scalars.h"

#include <algorithm>
#include <array>

namespace trace::dialects {
namespace {

using Counter = std::optional<std::int64_t> CodexUsage::*;
constexpr std::array<Counter, 5> kCounters{&CodexUsage::input, &CodexUsage::cached,
                                           &CodexUsage::written, &CodexUsage::output,
                                           &CodexUsage::reasoning};

}  // namespace

CodexUsage read_codex_usage(const json::Value& usage) {
  CodexUsage u;
  u.input = counter_of(usage["input_tokens"]);
  u.cached = counter_of(usage["cached_input_tokens"]);
  if (!u.cached) u.cached = counter_of(usage["cache_read_input_tokens"]);
  u.written = counter_of(usage["cache_write_input_tokens"]);
  if (!u.written) u.written = counter_of(usage["cache_creation_input_tokens"]);
  u.output = counter_of(usage["output_tokens"]);
  u.reasoning = counter_of(usage["reasoning_output_tokens"]);
  return u;
}

std::int64_t total_of(const CodexUsage& usage) noexcept {
  return saturated(usage.input.value_or(0), usage.output.value_or(0));
}

CodexUsage since(const CodexUsage& now, const CodexUsage& before) noexcept {
  if (total_of(now) < total_of(before)) return now;
  CodexUsage rest;
  for (const auto counter : kCounters)
    if (now.*counter)
      rest.*counter = std::max<std::int64_t>(0, *(now.*counter) - (before.*counter).value_or(0));
  return rest;
}

CodexUsage sum_of(const CodexUsage& a, const CodexUsage& b) noexcept {
  CodexUsage sum = a;
  for (const auto counter : kCounters)
    if (b.*counter) sum.*counter = saturated((sum.*counter).value_or(0), *(b.*counter));
  return sum;
}

model::Tokens tokens_of(const CodexUsage& usage) noexcept {
  model::Tokens t;
  const auto held = saturated(usage.cached.value_or(0), usage.written.value_or(0));
  if (usage.input) t.input = std::max<std::int64_t>(0, *usage.input - held);
  t.cache_read = usage.cached;
  t.cache_write = usage.written;
  t.output = usage.output;
  t.reasoning = usage.reasoning;
  return t;
}

}  // namespace trace::dialects
