#include "store/listing.h"

#include "base/error.h"
#include "store/column_value.h"
#include "store/grep.h"

#include <utility>

namespace trace::store {
namespace {

std::string checked_sort(const ListQuery& query) {
  auto expression = sort_expression(query.entity, query.sort);
  if (expression) return *std::move(expression);
  std::string keys = "time";
  for (const Field& field : fields_of(query.entity)) keys += ", " + std::string(field.key);
  throw base::Failure(base::Errc::bad_usage,
                      "cannot sort by '" + query.sort + "'; accepted: " + keys);
}

bool is_sum(const Field& field) {
  return field.kind == FieldKind::usage || field.kind == FieldKind::usage_usd;
}

SqlText selection(const ListQuery& query, const std::string& expression) {
  SqlText sql;
  sql.add("SELECT " + std::string(row_id_of(query.entity)) + ", " + expression);
  for (const Field* field : query.fields)
    sql.add(", ").add(is_sum(*field) ? "NULL" : field->column);
  return sql;
}

}  // namespace

Listing::Listing(Database& db, const ListQuery& query)
    : db_(db),
      entity_(query.entity),
      sort_(query.sort),
      descending_(query.descending),
      limit_(query.limit) {
  const std::string expression = checked_sort(query);
  if (!query.filter.grep.empty()) register_grep(db);
  append_where(where_, entity_, query.filter, db);
  sql_ = selection(query, expression);
  sql_.add(from_of(entity_, db_)).add(where_);
  append_cursor(sql_, expression, query);
  const std::string_view direction = descending_ ? " DESC" : " ASC";
  sql_.add(" ORDER BY ").add(expression).add(direction);
  if (expression != row_id_of(entity_)) sql_.add(", ").add(row_id_of(entity_)).add(direction);
  // One row more than the page shows whether there is a next page.
  if (limit_ > 0) sql_.add(" LIMIT ").value(static_cast<std::int64_t>(limit_) + 1);
}

std::string Listing::order() const {
  constexpr std::string_view kLetters = "trc";
  return std::string(1, kLetters[static_cast<std::size_t>(entity_)]) + (descending_ ? "-" : "+") +
         sort_;
}

void Listing::append_cursor(SqlText& sql, const std::string& expression,
                            const ListQuery& query) const {
  if (query.cursor.empty()) return;
  const Cursor after = decode_cursor(query.cursor, order()).or_throw();
  sql.add(where_.sql().empty() ? " WHERE (" : " AND (")
      .add(expression)
      .add(", ")
      .add(row_id_of(entity_));
  sql.add(descending_ ? ") < (" : ") > (");
  std::visit([&](const auto& value) { sql.value(value); }, after.value);
  sql.add(", ").value(after.row).add(")");
}

PageEnd Listing::each(const Visit& visit) {
  Statement statement = sql_.prepare(db_);
  PageEnd end;
  Cursor last{order(), {}, 0};
  for (std::size_t shown = 0; const auto row = statement.step(); ++shown) {
    if (limit_ > 0 && shown == limit_) {
      end.more = true;
      break;
    }
    last.row = row->i64(0);
    last.value = column_value(statement, 1);
    visit(*row, last.row);
    end.last = last;
  }
  return end;
}

std::int64_t Listing::count() {
  SqlText sql;
  sql.add("SELECT count(*)" + from_of(entity_, db_)).add(where_);
  Statement statement = sql.prepare(db_);
  return statement.step()->i64(0);
}

}  // namespace trace::store
