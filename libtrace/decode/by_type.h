// What an event says that its payload alone does not tell: parts of agents' messages have no word
// for what they are, the event does. Internal to decode/. Pure functions on the Document behind the
// value.
#pragma once

#include "json/document.h"

#include <string>
#include <string_view>

namespace trace::decode {

// Append what the payload of an event of that type says; nothing when it is of no known shape.
void describe_as(std::string& out, std::string_view type, json::Value payload);

}  // namespace trace::decode
