// The steps from older schema versions to this one; each is a file in migrations/, embedded when
// the library is built. A new version adds a file and raises kVersion in schema.cpp. Immutable:
// safe on any thread.
#pragma once

#include <span>

namespace trace::store {

struct Migration {
  int to;           // the version that the store has afterwards
  const char* sql;  // runs inside the upgrade's transaction
};

// All steps, in order.
std::span<const Migration> migrations() noexcept;

}  // namespace trace::store
