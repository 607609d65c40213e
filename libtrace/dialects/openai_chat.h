// Chat Completions and the legacy completions: chunks and whole bodies. A free function a shape;
// what counting needs is in the run.
#pragma once

#include "dialects/api_run.h"
#include "json/document.h"

namespace trace::dialects {

// Read a payload with `choices`.
void read_openai_chat(const json::Value& payload, ApiRun& run);
// Read a list of embeddings: a call without an answer in words.
void read_openai_embeddings(const json::Value& payload, ApiRun& run);

}  // namespace trace::dialects
