// One line for people on stderr: `trace-query: cannot open 'x.db': …`. Control characters are shown
// as visible escapes, since names of files are untrusted. In the language of the environment. Not
// for data. Safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::cli {

// Write `tool: text` and a newline to stderr in one write.
void print_message(std::string_view tool, std::string_view text);

// Return the text with control characters (C0, DEL) as \xNN escapes; newlines, too.
std::string visible(std::string_view text);

}  // namespace trace::cli
