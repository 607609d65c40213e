// JSON text copied into a line: what append_json_fragment does, in the speed of a copy where the
// text is plain ASCII, and a quick look whether recorded bytes can be JSON at all.
// Free functions without state: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::formats {

// Append `json` on one line with what is unsafe escaped. REQUIRES: one JSON value.
void splice_json(std::string& out, std::string_view json);

// Return the text without JSON blanks at its ends.
std::string_view trim_blanks(std::string_view text) noexcept;

// Tell whether trimmed bytes that were recorded as JSON look whole: objects by their brackets, what
// is short or rare by parsing.
bool looks_like_json(std::string_view text);

}  // namespace trace::formats
