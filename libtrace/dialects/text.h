// Plain text: an event a line that is not blank, its level guessed from the first word.
#pragma once

#include "ingest/ports.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of plain text.
std::unique_ptr<ingest::Dialect> make_text(const ingest::DialectContext& context);

}  // namespace trace::dialects
