// The pieces of text in an event of a model's stream: what a client appends to what it has. Knows
// Anthropic, OpenAI (chat and responses), Gemini and agents that pass their events on. Pure.
#pragma once

#include "json/document.h"

#include <string>
#include <vector>

namespace trace::sanitize {

struct DeltaText {
  json::Value string;    // valid as long as its document
  std::string identity;  // deltas of one identity belong together
};

// Append the deltas of an event to `out`.
void collect_deltas(json::Value event, std::vector<DeltaText>& out);

}  // namespace trace::sanitize
