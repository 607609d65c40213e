// Pages of traces, requests or contents: filtered, sorted by any field, continued by a cursor. A
// walk over the pages sees every row once, also while rows are added: pages go on from a key, never
// from a count. Belongs to the thread of its Database, which must outlive it.
#pragma once

#include "store/cursor.h"
#include "store/fields.h"
#include "store/filter.h"
#include "store/sqlite.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

struct ListQuery {
  Entity entity = Entity::trace;
  Filter filter{};
  std::string sort = "time";
  bool descending = true;
  std::size_t limit = 50;  // 0: all
  std::string cursor{};    // a word of encode_cursor, or empty
  std::vector<const Field*> fields{};
};

// Where a page ended.
struct PageEnd {
  std::optional<Cursor> last;  // of the last row; nothing when there was none
  bool more = false;           // there are rows after it
};

class Listing {
 public:
  // A row, its number in the table, and where the fields of the query begin in it.
  using Visit = std::function<void(const Row& row, std::int64_t row_id)>;
  static constexpr int kFirstField = 2;

  // Build the query. Throws Failure bad_usage: unknown sort key, bad cursor, bad condition.
  Listing(Database& db, const ListQuery& query);

  // Hand each row of the page to `visit`. In a row the fields stand from kFirstField on, in the
  // order of the query; fields of kind usage are NULL there (see TraceUsage).
  PageEnd each(const Visit& visit);
  // The number of rows that the filter lets through, whatever the page.
  std::int64_t count();
  // SQLite's plan, a line a step.
  std::string plan() { return sql_.plan(db_); }
  const SqlText& sql() const { return sql_; }
  // The rows of the page and one more, as each() gets them; column 1 is what they are sorted by.
  Statement rows() { return sql_.prepare(db_); }
  // Which order of rows a cursor belongs to.
  std::string order() const;

 private:
  void append_cursor(SqlText& sql, const std::string& expression, const ListQuery& query) const;

  Database& db_;
  Entity entity_;
  std::string sort_;
  bool descending_;
  std::size_t limit_;
  SqlText where_;
  SqlText sql_;
};

}  // namespace trace::store
