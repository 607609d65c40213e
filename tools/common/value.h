// Text of an option, a variable or a config file to a number, and back for help and `config list`.
// Always base 10; nothing depends on the locale. Errors say what is accepted, never what was given.
// Pure functions: safe on any thread.
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::cli {

// Read a whole number, with an optional minus sign. bad_usage otherwise.
base::Result<std::int64_t> parse_number(std::string_view text);

// Read a finite decimal number such as 0.25. bad_usage otherwise.
base::Result<double> parse_real(std::string_view text);

// Read a size in bytes: 4096, 64K and 64KiB (1024), 64KB (1000). Up to T. bad_usage otherwise.
base::Result<std::int64_t> parse_bytes(std::string_view text);

// Read 1/0, true/false, yes/no or on/off. bad_usage otherwise.
base::Result<bool> parse_switch(std::string_view text);

// Write a size so that parse_bytes reads the same: 16777216 is 16MiB.
std::string show_bytes(std::int64_t bytes);

// Write a span so that calendar::parse_duration reads the same: 5400000 ms is 1h30m.
std::string show_duration(base::DurationMs span);

// Write a number without needless zeros.
std::string show_real(double value);

}  // namespace trace::cli
