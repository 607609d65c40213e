// Recorded text made harmless for a terminal: what could drive it is shown as a visible escape.
// Widths are in display_width.h. Free functions without state: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::formats {

enum class Lines { fold, keep };  // keep: newlines and tabs stay as they are

// Append `text` with control characters, bidi marks and bytes that are not UTF-8 as `\x1b`,
// `\u202e`,
// `\xff`. Folded newlines and tabs read `\n` and `\t`.
void append_terminal_text(std::string& out, std::string_view text, Lines lines = Lines::fold);

// Return the same as a string.
std::string terminal_text(std::string_view text, Lines lines = Lines::fold);

}  // namespace trace::formats
