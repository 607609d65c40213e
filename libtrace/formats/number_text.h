// Numbers as text, the same in every format and in every locale.
// Free functions without state: safe on any thread.
#pragma once

#include <cstdint>
#include <string>

namespace trace::formats {

void append_number(std::string& out, std::int64_t value);

// Append the shortest text that reads back as the same number, without an exponent where people
// expect none; `null` when it is not finite.
void append_number(std::string& out, double value);

}  // namespace trace::formats
