// Counters of Anthropic's API and of Claude Code as the one token convention. Pure functions.
#pragma once

#include "json/document.h"
#include "model/records.h"

#include <cstdint>

namespace trace::dialects {

// Read an API `usage` object; passes that it leaves out (compaction, advice) are added.
model::Tokens read_usage(const json::Value& usage);
// Read one model of `modelUsage`, in camelCase or snake_case.
model::Tokens read_model_usage(const json::Value& usage);

// All tokens; unknown counts as none.
std::int64_t total_of(const model::Tokens& tokens) noexcept;
// Take what is larger, counter by counter.
void grow(model::Tokens& tokens, const model::Tokens& other) noexcept;
void add(model::Tokens& tokens, const model::Tokens& other) noexcept;
// Counter by counter no more than `limit`, where that is known.
model::Tokens at_most(const model::Tokens& tokens, const model::Tokens& limit) noexcept;
// What `total` says beyond `part`, never below 0; unknown where `total` does not know.
model::Tokens beyond(const model::Tokens& total, const model::Tokens& part) noexcept;

}  // namespace trace::dialects
