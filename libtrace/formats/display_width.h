// How many columns of a terminal a text takes, without a locale: East Asian wide characters two,
// combining marks none, an emoji sequence two. Text should be terminal_text already.
// Free functions without state: safe on any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trace::formats {

// Return the columns of UTF-8 text; a byte that is not UTF-8 counts one.
int display_width(std::string_view text);

// Return how many bytes of `text` fit into `columns` without splitting what is shown as one
// character.
std::size_t fit_prefix(std::string_view text, int columns);

// Append `text`, cut to `columns` with a closing `…` when it is longer.
void append_elided(std::string& out, std::string_view text, int columns);

}  // namespace trace::formats
