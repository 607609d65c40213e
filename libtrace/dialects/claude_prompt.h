// What a person asked Claude Code. Pure functions: safe on any thread.
#pragma once

#include "json/document.h"

#include <string_view>

namespace trace::dialects {

// The text of a user record that brings no tool result and was not made up; else empty.
std::string_view claude_prompt_of(const json::Value& record);
// Tell whether a user record brings the result of a tool.
bool brings_tool_result(const json::Value& record);

}  // namespace trace::dialects
