// Interned names, read: the text behind the integers of the raw tables. Not for interning new ones.
// Belongs to the thread of its Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::store {

class Dictionary {
 public:
  // `db` must outlive this.
  explicit Dictionary(Database& db);
  // Return the name of a dict row, empty when there is none. The view lives as long as this.
  std::string_view of(std::int64_t id);
  std::string_view of(const std::optional<std::int64_t>& id) {
    return id ? of(*id) : std::string_view{};
  }

 private:
  Statement find_;
  std::unordered_map<std::int64_t, std::string> known_;
};

}  // namespace trace::store
