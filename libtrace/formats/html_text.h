// Recorded text made harmless inside an HTML page: markup, control characters, bidi marks and bytes
// that are not UTF-8 are shown, and do nothing. Free functions without state: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::formats {

// Append `text` for the inside of an element or of a quoted attribute.
void append_html_text(std::string& out, std::string_view text);

// Return `text` with long runs of base64 replaced by their size: images are named, not dumped.
std::string without_base64(std::string_view text);

}  // namespace trace::formats
