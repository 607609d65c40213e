// Interned names, the other way round: the integers behind what a user asks for. Not for interning
// new ones. Same thread rule as the Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::store {

// Values are stored (dict.kind).
enum class NameKind : std::uint8_t {
  event_type = 1,
  model,
  provider,
  source,
  actor,
  tool,
  token,
  account,
  user,
  mode,
  error_code,
  host,
  cwd
};

// Return the ids of those names that the store knows.
std::vector<std::int64_t> name_ids(Database& db, NameKind kind,
                                   const std::vector<std::string>& names);

}  // namespace trace::store
