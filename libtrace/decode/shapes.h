// The shapes in which agents and model APIs say things, found in one parsed JSON value. Internal to
// decode/. Pure functions on the Document behind the value.
#pragma once

#include "json/document.h"

#include <string>

namespace trace::decode {

// Append what the value says: its text, its tool call, its tool result, or the same of the value
// inside it. Append nothing when no known shape is found.
void describe(std::string& out, json::Value value);

}  // namespace trace::decode
