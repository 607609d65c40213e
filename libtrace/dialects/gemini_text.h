// Text in the messages of Google's API and of the agents that store them. Pure functions.
#pragma once

#include "json/document.h"

#include <string>

namespace trace::dialects {

// Text of a prompt or answer without thoughts: a string, a part, or parts joined.
std::string gemini_text(const json::Value& content);

}  // namespace trace::dialects
