// A query that grows: constant pieces of SQL with a `?` for each value, and the values beside it.
// What a user typed goes in as a value only; the one exception is checked by expression.h. A
// SqlText belongs to one thread.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace trace::store {

class SqlText {
 public:
  using Value = std::variant<std::int64_t, double, std::string>;

  // Append a piece of SQL. REQUIRES: no part of it comes from a user.
  SqlText& add(std::string_view sql);
  // Append `?` and remember its value.
  SqlText& value(Value value);
  // Append ` = ?`, or ` IN (?, ?)` when there are several, or ` IN ()` when there is none.
  SqlText& is_one_of(const std::vector<std::int64_t>& values);
  SqlText& is_one_of(const std::vector<std::string>& values);
  // Append another text with its values.
  SqlText& add(const SqlText& other);

  const std::string& sql() const { return sql_; }
  // Prepare and bind. Throws Failure.
  Statement prepare(Database& db) const;
  // Return SQLite's plan, a line a step. Throws Failure.
  std::string plan(Database& db) const;

 private:
  template <typename T>
  SqlText& any_of(const std::vector<T>& values);
  void bind_to(Statement& statement) const;

  std::string sql_;
  std::vector<Value> values_;
};

}  // namespace trace::store
