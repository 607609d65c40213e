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

void bind_column(Statement& to, int i, const Statement& from, int column) {
  const int code = sqlite3_bind_value(to.handle(), i, sqlite3_column_value(from.handle(), column));
  if (code != SQLITE_OK) throw_sqlite(sqlite3_db_handle(to.handle()), code, "");
}

void append_columns(std::string& out, const Statement& statement) {
  const Row row(statement.handle());
  for (int column = 0; column < row.columns(); ++column) {
    out += static_cast<char>('0' + static_cast<int>(column_type(statement, column)));
    const auto bytes = row.text(column);
    out += std::to_string(bytes.size());
    out += ' ';
    out += bytes;
  }
}

}  // namespace trace::store
