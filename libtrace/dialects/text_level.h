// What a line of plain text says about itself: how bad it is, as a guess from its first words, and
// whether it goes on with the line before it. Pure functions: safe on any thread.
#pragma once

#include "model/status.h"

#include <optional>
#include <string_view>

namespace trace::dialects {

// The level that stands among the first words of the text, which has no time before it: a word that
// it begins with (`error:`), one in capitals or brackets (`app - WARN - …`, `[error]`), or
// `level=…`.
std::optional<model::Level> text_level(std::string_view text);

// A level as a word that a logger writes, in any case: also `DEBUG5`, `INFO+1`, `SEVERE`, `wrn`.
std::optional<model::Level> level_of_word(std::string_view word);

// Tell whether the line belongs to the one before: it is indented, or part of a stack trace.
bool continues(std::string_view line) noexcept;
// Tell whether the line, which is not indented, ends the traceback of an exception:
// `ValueError: no`.
bool names_exception(std::string_view line) noexcept;

}  // namespace trace::dialects
