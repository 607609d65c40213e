#include "store/prune_plan.h"

#include "store/guard.h"
#include "store/payload.h"

#include <string_view>

namespace trace::store {
namespace {

const std::string kTraceColumns = "id FROM (SELECT t.id, t.at, t.uid, t.status, t.ended_at";
const std::string kRequestColumns = "id FROM (SELECT r.id, r.at, r.status";
const std::string kContentBytes =
    "total(length(CAST(c.system_prompt AS BLOB))) + total(length(CAST(c.messages AS BLOB))) + "
    "total(length(CAST(c.prompt AS BLOB))) + total(length(CAST(c.completion AS BLOB)))";
// error, timeout, abandoned.
constexpr const char* kFailed = "t.status IN (3, 4, 6)";
constexpr const char* kEnd = "coalesce(t.ended_at, t.at)";

std::vector<std::int64_t> ids_of(const SqlText& sql, const Filter& filter, Database& db) {
  std::optional<Guard> guard;
  if (!filter.where.empty()) guard.emplace(db);
  std::vector<std::int64_t> ids;
  sql.prepare(db).each([&](const Row& row) { ids.push_back(row.i64(0)); });
  return ids;
}

// Append the conditions that the ages ask for.
void add_ages(SqlText& sql, const PruneAges& ages, std::string_view end, std::string_view failed) {
  const auto one = [&](std::string_view negation, const std::optional<base::UnixMicros>& before) {
    if (!before) return;
    sql.add(" AND (").add(negation).add(failed).add(" OR ").add(end).add(" < ");
    sql.value(before->v).add(")");
  };
  one(ages.errors_ended_before ? "" : "0 AND ", ages.ended_before);
  one("NOT ", ages.errors_ended_before);
}

}  // namespace

PruneCount& PruneCount::operator+=(const PruneCount& other) noexcept {
  events += other.events;
  requests += other.requests;
  contents += other.contents;
  bytes += other.bytes;
  return *this;
}

PrunePlan::PrunePlan(Database& db)
    : db_(db),
      trace_(db,
             "SELECT id, uid, title, status, ended_at, at FROM traces "
             "WHERE id = ?1 AND status >= 2"),
      events_(db, "SELECT count(seq), total(length(CAST(" + payload_sql(db, "") +
                      " AS BLOB))) FROM events WHERE trace = ?1"),
      pieces_(db, "SELECT total(" + chunk_size_sql(db, "c.") +
                      ") FROM events e JOIN chunks c ON c.input = e.input AND "
                      "c.n = e.n WHERE e.trace = ?1 AND e.flags & 2"),
      requests_(db, "SELECT count(*), count(c.request), " + kContentBytes +
                        " FROM requests r LEFT JOIN " + contents_table(db) +
                        " c ON c.request = r.id WHERE r.trace = ?1"),
      request_(db, "SELECT count(*), " + kContentBytes + " FROM " + contents_table(db) +
                       " c WHERE request = ?1") {}

std::vector<std::int64_t> PrunePlan::traces(const Filter& filter, const PruneAges& ages) {
  SqlText sql;
  sql.add("SELECT " + kTraceColumns).add(from_of(Entity::trace, db_));
  append_where(sql, Entity::trace, filter, db_);
  sql.add(") t WHERE t.status >= 2");
  add_ages(sql, ages, kEnd, kFailed);
  sql.add(" ORDER BY t.at, t.uid");
  return ids_of(sql, filter, db_);
}

std::vector<std::int64_t> PrunePlan::traces_beyond(const Filter& filter, std::int64_t most) {
  SqlText sql;
  sql.add("SELECT " + kTraceColumns).add(from_of(Entity::trace, db_));
  append_where(sql, Entity::trace, filter, db_);
  sql.add(" ORDER BY t.at DESC, t.uid DESC LIMIT -1 OFFSET ").value(most);
  sql.add(") t WHERE t.status >= 2 ORDER BY t.at, t.uid");
  return ids_of(sql, filter, db_);
}

std::vector<std::int64_t> PrunePlan::traces_with_more_events(const Filter& filter,
                                                             std::int64_t most) {
  SqlText sql;
  sql.add("SELECT " + kTraceColumns + ", t.event_count");
  sql.add(from_of(Entity::trace, db_));
  append_where(sql, Entity::trace, filter, db_);
  sql.add(") t WHERE t.status >= 2 AND t.event_count > ").value(most).add(" ORDER BY t.at, t.uid");
  return ids_of(sql, filter, db_);
}

std::vector<std::int64_t> PrunePlan::requests_of_conversation(const std::string& id) {
  std::vector<std::int64_t> ids;
  Statement(db_,
            "SELECT r.id FROM contents c JOIN requests r ON r.id = c.request "
            "WHERE coalesce(r.conversation_id, r.uid) = ?1 ORDER BY r.at, r.id")
      .with(id)
      .each([&](const Row& row) { ids.push_back(row.i64(0)); });
  return ids;
}

std::vector<std::int64_t> PrunePlan::loose_requests(const Filter& filter, const PruneAges& ages) {
  Filter loose = filter;
  loose.has_trace = false;
  return requests(loose, ages);
}

std::vector<std::int64_t> PrunePlan::requests(const Filter& filter, const PruneAges& ages) {
  SqlText sql;
  sql.add("SELECT " + kRequestColumns).add(from_of(Entity::request, db_));
  append_where(sql, Entity::request, filter, db_);
  sql.add(") r WHERE 1");
  add_ages(sql, ages, "r.at", "r.status IN (1, 2)");
  sql.add(" ORDER BY r.at, r.id");
  return ids_of(sql, filter, db_);
}

std::optional<PruneTrace> PrunePlan::trace(std::int64_t row) {
  trace_.with(row);
  const auto found = trace_.step();
  if (!found) return std::nullopt;
  PruneTrace out;
  out.row = found->i64(0);
  out.id = found->text(1);
  out.title = found->text(2);
  out.status = static_cast<model::RunStatus>(found->i64(3));
  if (const auto ended = found->maybe_i64(4)) out.ended_at = base::UnixMicros{*ended};
  out.at = found->i64(5);
  trace_.reset();
  return out;
}

PruneCount PrunePlan::count(std::int64_t trace) {
  PruneCount count;
  events_.with(trace).each([&](const Row& row) {
    count.events = row.i64(0);
    count.bytes += row.i64(1);
  });
  pieces_.with(trace).each([&](const Row& row) { count.bytes += row.i64(0); });
  requests_.with(trace).each([&](const Row& row) {
    count.requests = row.i64(0);
    count.contents = row.i64(1);
    count.bytes += row.i64(2);
  });
  return count;
}

PruneCount PrunePlan::count_trimmed(std::int64_t trace, std::int64_t most) {
  PruneCount count;
  Statement(
      db_,
      "SELECT count(*), total(length(CAST(p AS BLOB))) FROM (SELECT " + payload_sql(db_, "") +
          " AS p FROM "
          "events WHERE trace = ?1 AND seq IS NOT NULL AND level < 3 ORDER BY seq LIMIT (SELECT "
          "max(0, event_count - ?2) FROM traces WHERE id = ?1))")
      .with(trace, most)
      .each([&](const Row& row) {
        count.events = row.i64(0);
        count.bytes = row.i64(1);
      });
  return count;
}

PruneCount PrunePlan::count_requests(const std::vector<std::int64_t>& requests) {
  PruneCount count;
  count.requests = static_cast<std::int64_t>(requests.size());
  for (const std::int64_t request : requests)
    request_.with(request).each([&](const Row& row) {
      count.contents += row.i64(0);
      count.bytes += row.i64(1);
    });
  return count;
}

}  // namespace trace::store
