// Judges values without their keys: is it code, the name of a type, a version, a description?
// Pure functions: safe on any thread.
#pragma once

#include "sanitize/rule_ids.h"

#include <string_view>

namespace trace::sanitize {

// Tell whether a value is a word such as string, null, true, required.
bool is_type_word(std::string_view value);
// Tell whether a value has only letters, `_` and `$`.
bool is_word(std::string_view value);
// Tell whether a value without quotes is code that computes the value. REQUIRES: not empty.
bool is_code(std::string_view value);
// Tell whether a value is the version of a package: ^9.0.2, >=1.2, v3.4.5-rc1.
bool is_version(std::string_view value);
// Tell whether a value is a short lower-case word, which no service hands out for such a rule.
bool is_plain_word(CodeRule rule, std::string_view value);
// Tell whether `name` is PWD and the value a folder. REQUIRES: the value is not empty.
bool is_folder(std::string_view name, std::string_view value);
// Tell whether a JSON object, of which the beginning is enough, describes a value
// ({"type": "string", …}) and is not the value.
bool is_schema(std::string_view container);
// Tell whether a value of letters alone was drawn: its cases change as no writing does.
bool is_drawn_word(std::string_view value);
// Tell whether a value has a digit, or letters of both cases.
bool has_digit_or_both_cases(std::string_view value);

}  // namespace trace::sanitize
