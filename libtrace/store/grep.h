// `trace_grep(value, text)` in SQL: does a stored value contain a text? Plain bytes, as grep -F
// does it; a text in lower case finds upper case too (ASCII). Payloads are JSON more often than
// not, so the text is also looked for as JSON would write it.
#pragma once

#include "store/sqlite.h"

namespace trace::store {

// Make the function known to the connection. Throws Failure.
void register_grep(Database& db);

}  // namespace trace::store
