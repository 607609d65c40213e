#include "store/column_value.h"

#include <sqlite3.h>

namespace trace::store {

ColumnType column_type(const Statement& statement, int column) {
  switch (sqlite3_column_type(statement.handle(), column)) {
    case SQLITE_INTEGER:
      return ColumnType::integer;
    case SQLITE_FLOAT:
      return ColumnType::real;
    case SQLITE_TEXT:
      return ColumnType::text;
    case SQLITE_BLOB:
      return ColumnType::blob;
    default:
      return ColumnType::null;
  }
}

std::variant<std::int64_t, double, std::string> column_value(const Statement& statement,
                                                             int column) {
  const Row row(statement.handle());
  switch (column_type(statement, column)) {
    case ColumnType::integer:
      return row.i64(column);
    case ColumnType::real:
      return row.real(column);
    case ColumnType::null:
    case ColumnType::text:
    case ColumnType::blob:
      break;
  }
  return std::string(row.text(column));
}

}  // namespace trace::store
