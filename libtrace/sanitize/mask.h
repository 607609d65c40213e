// Writes a text with its secrets replaced. Pure: safe on any thread.
#pragma once

#include "sanitize/sanitizer.h"
#include "sanitize/span.h"

#include <string>
#include <string_view>

namespace trace::sanitize {

// Spell the replacement of one secret and append it to `out`. `key` is used by Strategy::hash.
void write_mask(std::string_view secret, const Span& span, Strategy strategy, std::string_view key,
                std::string& out);

}  // namespace trace::sanitize
