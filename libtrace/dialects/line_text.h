// Lines as text: what stands around the record in a line (byte order mark, blanks, a carriage
// return, words printed before it), and what plain text says by its first word.
// Pure functions: safe on any thread. Views point into the line.
#pragma once

#include "model/status.h"

#include <string>
#include <string_view>

namespace trace::dialects {

// The line without a byte order mark and without blanks at its ends.
std::string_view trimmed(std::string_view line) noexcept;

// Append the text without the escape sequences that colour a terminal.
void append_without_ansi(std::string& out, std::string_view text);

// The part from the first `{"` to the last `}` when something else stands around it; else empty.
std::string_view glued_object(std::string_view line) noexcept;

// The level that a line of text begins with: ERROR, Traceback, panic: …, WARN…; else info.
model::Level leading_level(std::string_view line);

// Tell whether a text may be used as a name of a kind: 1 to `max` bytes, no blanks or controls.
bool is_word(std::string_view text, std::size_t max = 64) noexcept;

// The text as one line of at most `characters`, blanks in a row as one: a title, a message.
std::string one_line(std::string_view text, std::size_t characters);

}  // namespace trace::dialects
