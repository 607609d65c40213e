// Writes a text with its secrets replaced. Pure: safe on any thread.
#pragma once

#include "sanitize/sanitizer.h"
#include "sanitize/span.h"

#include <string>
#include <string_view>

namespace trace::sanitize {

// Spell a secret as it was before it was put into JSON, a URL or HTML, so that it is the same
// wherever it stood.
std::string without_escapes(std::string_view secret);

// Make the pseudonym of a secret: the first 64 bits of HMAC-SHA-256.
std::string pseudonym_of(std::string_view plain, std::string_view key);

// Spell the replacement of one secret and append it to `out`. `pseudonym` is that of
// Strategy::hash.
void write_mask(std::string_view secret, const Span& span, Strategy strategy,
                std::string_view pseudonym, std::string& out);

}  // namespace trace::sanitize
