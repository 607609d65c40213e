// Interned names: text to row number of `dict`, with a cache. Used inside the writer's transaction;
// forget() after a rollback, because numbers that were given in it are gone. One object belongs to
// one Database and thread.
#pragma once

#include "store/name_ids.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::store {

class Names {
 public:
  explicit Names(Database& db);
  // Row number of a name, inserted when it is new.
  std::int64_t id(NameKind kind, std::string_view name);
  // The same; nothing for an empty name.
  std::optional<std::int64_t> maybe_id(NameKind kind, std::string_view name);
  void forget() noexcept { cache_.clear(); }

 private:
  Statement find_, insert_;
  std::unordered_map<std::string, std::int64_t> cache_;  // kind byte + name
};

}  // namespace trace::store
