// A few words around a hit, on one line, with what was looked for between brackets. Recorded text,
// not yet safe for a terminal. Pure functions: safe on any thread.
#pragma once

#include "search/query.h"

#include <span>
#include <string>
#include <string_view>

namespace trace::search {

// Return about `width` bytes of `text` around the first place where a term stands, with `[` and `]`
// around each term; the beginning when none stands there.
std::string snippet(std::string_view text, std::span<const Term> terms, std::size_t width = 160);

}  // namespace trace::search
