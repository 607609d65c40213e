// JSON lines of any kind: type, level and time are looked for under the names that loggers and
// agents use. What is not JSON stays as text.
#pragma once

#include "ingest/ports.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of JSON lines.
std::unique_ptr<ingest::Dialect> make_json_lines(const ingest::DialectContext& context);

}  // namespace trace::dialects
