// Bodies of requests to Anthropic's Messages API, where they are printed beside the answers: what
// was asked, and what tools answered. Free functions.
#pragma once

#include "dialects/api_run.h"
#include "json/document.h"

namespace trace::dialects {

// Tell whether a payload asks a model in this API's shape.
bool is_anthropic_request(const json::Value& payload);
void read_anthropic_request(const json::Value& payload, ApiRun& run);

}  // namespace trace::dialects
