#include "store/time_order.h"

#include <string>

namespace trace::store {
namespace {

// Numbers of ours as a JSON array: one value to bind, however many they are.
std::string as_array(std::span<const std::int64_t> numbers) {
  std::string out = "[";
  for (const std::int64_t number : numbers) {
    if (out.size() > 1) out += ',';
    out += std::to_string(number);
  }
  return out + "]";
}

// An event that says how long it took was written when it was over. The end of a trace is the last
// thing in it, whatever its clock said.
constexpr const char* kMoments =
    "WITH chosen(id) AS MATERIALIZED (SELECT value FROM json_each(?1)), "
    "steps(what, at, took, trace, row) AS ("
    "SELECT 2, e.at - coalesce(e.duration_ms, 0) * 1000, coalesce(e.duration_ms, 0) * 1000, "
    "e.trace, e.id FROM chosen c CROSS JOIN events e ON e.trace = c.id AND e.seq IS NOT NULL "
    "UNION ALL SELECT 1, r.at, coalesce(r.duration_ms, 0) * 1000, r.trace, r.id "
    "FROM chosen c CROSS JOIN requests r ON r.trace = c.id), "
    "bounds(id, first, last) AS MATERIALIZED (SELECT t.id, "
    "min(coalesce(t.started_at, t.created_at), "
    "coalesce((SELECT min(e.at - coalesce(e.duration_ms, 0) * 1000) FROM events e "
    "WHERE e.trace = t.id AND e.seq IS NOT NULL), t.at), "
    "coalesce((SELECT min(r.at) FROM requests r WHERE r.trace = t.id), t.at)), "
    "max(coalesce(t.ended_at, t.started_at, t.created_at), "
    "coalesce((SELECT max(e.at) FROM events e WHERE e.trace = t.id AND e.seq IS NOT NULL), t.at), "
    "coalesce((SELECT max(r.at + coalesce(r.duration_ms, 0) * 1000) FROM requests r "
    "WHERE r.trace = t.id), t.at)) FROM chosen c JOIN traces t ON t.id = c.id) "
    "SELECT what, at, took, trace, row FROM steps "
    "UNION ALL SELECT 0, first, 0, id, 0 FROM bounds UNION ALL SELECT 3, last, 0, id, 0 "
    "FROM bounds ORDER BY 2, 1, 5";

}  // namespace

void each_moment(Database& db, std::span<const std::int64_t> traces,
                 const std::function<void(const Moment&)>& f) {
  Statement moments(db, kMoments);
  moments.with(as_array(traces)).each([&](const Row& row) {
    f({static_cast<Moment::What>(row.i64(0)), {row.i64(1)}, row.i64(2), row.i64(3), row.i64(4)});
  });
}

}  // namespace trace::store
