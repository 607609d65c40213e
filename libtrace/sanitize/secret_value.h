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
// Tell whether a value has a digit and a letter.
bool has_digit_and_letter(std::string_view value);
// Tell whether a value of 20 bytes or more mixes digits and letters of both cases, as no id does.
bool is_mixed(std::string_view value);
// Tell whether a value is base64:…, or has the marks and the length of base64.
bool is_base64_of_bytes(std::string_view value);
// Tell whether a value is a serial number: 9F3QK-7M2XW-ZT4VB-8KC3N.
bool is_serial(std::string_view value);
// Tell whether a value of 16 bytes or more mixes digits and letters as base64 does.
bool is_mixed_with_slashes(std::string_view value);
// Tell whether a value that is only said, and not assigned, looks like a password.
bool is_stated_secret(std::string_view value);

}  // namespace trace::sanitize
