// Token counters of Codex: input holds what was cached, output holds reasoning, and most of what is
// printed is a running total. Pure functions: safe on any thread.
#pragma once

#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <optional>

namespace trace::dialects {

struct CodexUsage {
  std::optional<std::int64_t> input, cached, written, output, reasoning;
  bool operator==(const CodexUsage&) const = default;
};

// Read a usage object; empty counters where it has none.
CodexUsage read_codex_usage(const json::Value& usage);
// Input and output; unknown counts as none.
std::int64_t total_of(const CodexUsage& usage) noexcept;
// What a running total says beyond an earlier one; a smaller one began anew and is taken whole.
CodexUsage since(const CodexUsage& now, const CodexUsage& before) noexcept;
CodexUsage sum_of(const CodexUsage& a, const CodexUsage& b) noexcept;
// In the one token convention.
model::Tokens tokens_of(const CodexUsage& usage) noexcept;

}  // namespace trace::dialects
