// Bodies of requests to OpenAI's APIs, where they are printed beside the answers: what was asked,
// and what tools answered. Free functions.
#pragma once

#include "dialects/api_run.h"
#include "json/document.h"

namespace trace::dialects {

// Tell whether a payload asks a model: `messages`, `input` or `prompt`, and no answer.
bool is_openai_request(const json::Value& payload);
void read_openai_request(const json::Value& payload, ApiRun& run);

}  // namespace trace::dialects
