// The stored views use built-in functions only, and so show packed content as NULL with `packed`.
// Here they are once more, as TEMP views that unpack it, for tools that let users write SQL.
// Same thread rule as the Database.
#pragma once

#include "store/sqlite.h"

namespace trace::store {

// Let this connection see content in the views whether it is packed or not. REQUIRES: no Guard is
// on it. Throws Failure.
void shadow_views(Database& db);

}  // namespace trace::store
