#include "store/segment_table.h"

namespace trace::store {
namespace {

// Room for more columns between the numbers of two segments.
constexpr std::int64_t kStride = 32;

std::int64_t number_of(const SegmentSpan& span, std::size_t column) {
  return span.last_id * kStride + static_cast<std::int64_t>(column);
}

std::int64_t number_from(Database& db, std::string_view sql) {
  Statement statement(db, sql);
  return statement.step()->i64(0);
}

}  // namespace

bool has_segments(Database& db) {
  Statement table(db, "SELECT 1 FROM sqlite_schema WHERE name = 'usage_segments'");
  return table.step().has_value();
}

SegmentTable::SegmentTable(Database& db) : db_(db), columns_(db, "usage_columns", "data") {}

std::vector<SegmentSpan> SegmentTable::spans() {
  std::vector<SegmentSpan> all;
  Statement(db_,
            "SELECT after_id, last_id, requests, first_at, last_at FROM usage_segments ORDER BY "
            "last_id")
      .each([&](const Row& row) {
        all.push_back({row.i64(0), row.i64(1), row.i64(2), {row.i64(3)}, {row.i64(4)}});
      });
  return all;
}

std::set<std::int64_t> SegmentTable::stale() {
  std::set<std::int64_t> all;
  Statement(db_,
            "SELECT DISTINCT (SELECT min(last_id) FROM usage_segments WHERE last_id >= c.request) "
            "FROM usage_changes c")
      .each([&](const Row& row) {
        if (!row.is_null(0)) all.insert(row.i64(0));
      });
  return all;
}

std::int64_t SegmentTable::last_id() {
  return number_from(db_, "SELECT coalesce(max(last_id), 0) FROM usage_segments");
}

std::int64_t SegmentTable::requests() {
  return number_from(db_, "SELECT coalesce(sum(requests), 0) FROM usage_segments");
}

void SegmentTable::read(const SegmentSpan& span, SegmentColumn column, std::string& bytes) {
  if (!columns_.read(number_of(span, static_cast<std::size_t>(column)), bytes))
    throw base::Failure(base::Errc::corrupt,
                        "a column of the sums is missing; stats-aggregate --rebuild makes it");
}

void SegmentTable::put(const SegmentSpan& span, const SegmentValues& values) {
  if (!put_span_) {
    put_span_.emplace(db_,
                      "INSERT OR REPLACE INTO usage_segments(last_id, after_id, requests, "
                      "first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?5)");
    put_column_.emplace(db_, "INSERT OR REPLACE INTO usage_columns(id, data) VALUES (?1, ?2)");
  }
  put_span_->with(span.last_id, span.after_id, span.requests, span.first_at.v, span.last_at.v)
      .run();
  for (std::size_t column = 0; column < kSegmentColumns; ++column) {
    const std::string bytes = pack_column(values[column]);
    put_column_->with(number_of(span, column), Blob{bytes}).run();
  }
}

void SegmentTable::settle(const SegmentSpan& span) {
  Statement known(db_, "DELETE FROM usage_changes WHERE request > ?1 AND request <= ?2");
  known.with(span.after_id, span.last_id).run();
}

}  // namespace trace::store
