// Which known word a mistyped one probably meant. Pure: safe on any thread.
#pragma once

#include <span>
#include <string_view>

namespace trace::cli {

// Return the known word that is at most two typing errors away and closest, or an empty view.
std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> known);

}  // namespace trace::cli
