#include "trace-query/search_filter.h"

#include "store/grep.h"

#include <utility>

namespace trace::tools {

SearchFilter::SearchFilter(store::Database& db, store::Filter filter)
    : db_(db),
      filter_(std::move(filter)),
      event_(db,
             "SELECT e.trace, t.uid, e.seq, e.at, d.name FROM events e JOIN traces t "
             "ON t.id = e.trace LEFT JOIN dict d ON d.id = e.type "
             "WHERE e.id = ?1 AND e.seq IS NOT NULL"),
      request_(db,
               "SELECT r.trace, t.uid, 0, r.at, 'request', r.uid FROM requests r LEFT JOIN traces "
               "t ON t.id = r.trace WHERE r.id = ?1"),
      trace_(db,
             "SELECT id, uid, 0, coalesce(started_at, created_at), 'trace' FROM traces "
             "WHERE id = ?1") {
  store::Filter of_traces = filter_;
  of_traces.since.reset();
  of_traces.until.reset();
  if (!filter_.grep.empty()) store::register_grep(db);
  store::append_where(where_, store::Entity::trace, of_traces, db);
  if (!filter_.where.empty()) guard_.emplace(db);
}

bool SearchFilter::is_wanted(const std::optional<std::int64_t>& trace) {
  if (where_.sql().empty()) return true;
  if (!trace) return false;
  const auto known = verdicts_.find(*trace);
  if (known != verdicts_.end()) return known->second;
  store::SqlText sql;
  sql.add("SELECT 1 FROM traces t").add(where_).add(" AND t.id = ").value(*trace);
  auto statement = sql.prepare(db_);
  return verdicts_[*trace] = statement.step().has_value();
}

std::optional<HitPlace> SearchFilter::place_of(const search::Hit& hit) {
  using search::Kind;
  auto& of_kind = hit.kind == Kind::event ? event_ : hit.kind == Kind::trace ? trace_ : request_;
  auto& statement = of_kind.with(hit.row);
  std::optional<HitPlace> place;
  if (const auto row = statement.step()) {
    const base::UnixMicros at{row->i64(3)};
    const bool is_in_time =
        (!filter_.since || at >= *filter_.since) && (!filter_.until || at < *filter_.until);
    if (is_in_time && is_wanted(row->maybe_i64(0)))
      place = HitPlace{std::string(row->text(1)), row->i64(2),
                       hit.kind == Kind::request ? std::string(row->text(5)) : std::string(),
                       std::string(row->text(4)), at};
  }
  statement.reset();
  return place;
}

}  // namespace trace::tools
