// Bars and sparklines of block characters. Pure functions: safe on any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace trace::tools {

// A bar of at most `columns`, exact to an eighth of one; what is more than nothing shows.
std::string bar(std::int64_t value, std::int64_t most, int columns);
// One character a value; a blank is nothing.
std::string sparkline(std::span<const std::int64_t> values);

}  // namespace trace::tools
