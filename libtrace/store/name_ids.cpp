#include "store/name_ids.h"

namespace trace::store {

std::vector<std::int64_t> name_ids(Database& db, NameKind kind,
                                   const std::vector<std::string>& names) {
  std::vector<std::int64_t> ids;
  if (names.empty()) return ids;
  Statement find(db, "SELECT id FROM dict WHERE kind = ?1 AND name = ?2");
  for (const std::string& name : names) {
    find.with(static_cast<int>(kind), name).each([&](const Row& row) {
      ids.push_back(row.i64(0));
    });
  }
  return ids;
}

}  // namespace trace::store
