// Bytes as base64 (RFC 4648 §4, padded), for what cannot stand in a JSON string. Encoding only.
// A free function without state: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::formats {

// Append the base64 of `bytes`, without line breaks.
void append_base64(std::string& out, std::string_view bytes);

}  // namespace trace::formats
