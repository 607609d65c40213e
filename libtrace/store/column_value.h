// A column of a result whose type is known only when it is read.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <variant>

namespace trace::store {

enum class ColumnType { null, integer, real, text, blob };

// The type of a column of the current row.
ColumnType column_type(const Statement& statement, int column);

// The value of a column that is never NULL, copied.
std::variant<std::int64_t, double, std::string> column_value(const Statement& statement,
                                                             int column);

// Bind ?i of `to` as the column is, whatever it is.
void bind_column(Statement& to, int i, const Statement& from, int column);

// Append type and bytes of every column of the current row.
void append_columns(std::string& out, const Statement& statement);

}  // namespace trace::store
