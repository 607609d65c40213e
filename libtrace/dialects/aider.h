// aider's chat history (.aider.chat.history.md): text with marks. Prompts begin with `####`, notes
// with `>`, and `# aider chat started at` begins a run; numbers of tokens are rounded there.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace trace::dialects {

// Make the dialect of aider.
std::unique_ptr<ingest::Dialect> make_aider(const ingest::DialectContext& context);
// Claim the line that begins a run.
Claim claim_aider(std::string_view line);

// A number as aider writes it: `612`, `1.1k`, `12k`, `1.5M`.
std::optional<std::int64_t> rounded_number(std::string_view text);

}  // namespace trace::dialects
