// Which trace a user means: `=ID`, an id, a unique beginning or end of one, `last`, `last~N`; and,
// when none of these fits, the id of its session or message, as other programs know it. Reads only;
// same thread rule as the Database.
#pragma once

#include "store/archives.h"
#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::store {

struct TraceRef {
  std::int64_t row = 0;
  std::string id;
  Place place = {};  // where the row is
};

// Find the trace. Throws Failure: bad_usage with the candidates when several fit, or when the text
// is too short; not_found, which tells a trace that was pruned from one that never existed.
TraceRef resolve_trace(Database& db, std::string_view text);
// The same in a store and its archives; only those are opened that may have the trace. Throws
// Failure also when the archive that has it cannot be opened.
TraceRef resolve_trace(Database& db, Archives& archives, std::string_view text);

}  // namespace trace::store
