#include "store/dictionary.h"

namespace trace::store {

Dictionary::Dictionary(Database& db) : find_(db, "SELECT name FROM dict WHERE id = ?1") {}

std::string_view Dictionary::of(std::int64_t id) {
  if (const auto known = known_.find(id); known != known_.end()) return known->second;
  find_.with(id);
  const auto row = find_.step();
  std::string name(row ? row->text(0) : std::string_view{});
  find_.reset();
  return known_.emplace(id, std::move(name)).first->second;
}

}  // namespace trace::store
