// What a statement answers, for tests that look into a store with plain SQL.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::support {

inline std::int64_t number(store::Database& db, const std::string& sql) {
  store::Statement statement(db, sql);
  return statement.step()->i64(0);
}

// The first column of every row, each followed by `end`.
inline std::string column(store::Database& db, const std::string& sql,
                          std::string_view end = "\n") {
  std::string out;
  store::Statement(db, sql).each(
      [&](const store::Row& row) { out.append(row.text(0)).append(end); });
  return out;
}

}  // namespace trace::support
