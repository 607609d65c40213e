// The recording switch of a session, remembered by --remember. Same thread rule as the Database.
#pragma once

#include "base/time.h"
#include "store/lock.h"
#include "store/sqlite.h"

#include <optional>
#include <string_view>

namespace trace::store {

// What was remembered for the session; nothing when nothing was.
std::optional<bool> remembered_switch(Database& db, std::string_view session);
// Remember it, under the store's lock. Throws Failure.
void remember_switch(Database& db, StoreLock& lock, std::string_view session, bool enabled,
                     base::UnixMicros at);

}  // namespace trace::store
