// A copy of a store, whole or only some of its traces with all that belongs to them: what is left
// out is nowhere in the copy's pages, except where old content was packed together with what is
// kept. It knows no shipping and no recorders, and has an id of its own. Belongs to the thread of
// its Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace trace::store {

// Write a copy of what `db` reads into the file at `path`, which is empty. `traces`: row ids of
// those that are kept; without it everything is. The file is one state of the store, without a
// log beside it. Throws Failure.
void copy_store(Database& db, const std::string& path,
                const std::optional<std::span<const std::int64_t>>& traces);

}  // namespace trace::store
