// The arguments of a tool call as lines for people: a change of a file with `-` and `+`, a command
// behind `$`, anything else as `key: value`. Internal to decode/. Pure functions on the Document
// behind the value.
#pragma once

#include "json/document.h"

#include <string>

namespace trace::decode {

struct ToolInput {
  std::string text;      // lines, without the last line break
  bool is_diff = false;  // lines begin with "- ", "+ " or "  "
};

// Write the arguments of a call.
ToolInput tool_input_lines(json::Value input);

}  // namespace trace::decode
