// What the vendors of OpenAI's API say beside the answer: counters as the one token convention,
// cost where it is in US dollars, and which vendor it is. Pure functions.
#pragma once

#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::dialects {

// Read `usage` of Chat Completions or Responses. Cached tokens are taken out of the input;
// reasoning is added to the output where the total tells that it is not in there (xAI).
model::Tokens read_openai_usage(const json::Value& usage);

// Read the cost of a call in billionths of a dollar; nothing where none or no dollars are given.
std::optional<std::int64_t> read_openai_cost(const json::Value& usage);

// Name the vendor that serves a payload, by its extensions and its model; `openai` when nothing
// else is said.
std::string_view openai_vendor(const json::Value& payload);

}  // namespace trace::dialects
