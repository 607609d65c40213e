#include "store/sql_text.h"

#include <utility>

namespace trace::store {

SqlText& SqlText::add(std::string_view sql) {
  sql_ += sql;
  return *this;
}

SqlText& SqlText::value(Value value) {
  sql_ += '?';
  values_.push_back(std::move(value));
  return *this;
}

SqlText& SqlText::add(const SqlText& other) {
  sql_ += other.sql_;
  values_.insert(values_.end(), other.values_.begin(), other.values_.end());
  return *this;
}

template <typename T>
SqlText& SqlText::any_of(const std::vector<T>& values) {
  if (values.size() == 1) return add(" = ").value(values.front());
  add(" IN (");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) add(", ");
    value(values[i]);
  }
  return add(")");
}

SqlText& SqlText::is_one_of(const std::vector<std::int64_t>& values) { return any_of(values); }
SqlText& SqlText::is_one_of(const std::vector<std::string>& values) { return any_of(values); }

void SqlText::bind_to(Statement& statement) const {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    std::visit([&](const auto& value) { statement.bind(static_cast<int>(i) + 1, value); },
               values_[i]);
  }
}

Statement SqlText::prepare(Database& db) const {
  Statement statement(db, sql_);
  bind_to(statement);
  return statement;
}

std::string SqlText::plan(Database& db) const {
  Statement statement(db, "EXPLAIN QUERY PLAN " + sql_);
  bind_to(statement);
  std::string lines;
  statement.each([&](const Row& row) { lines.append("  ").append(row.text(3)).append("\n"); });
  return lines;
}

}  // namespace trace::store
