#include "store/trace_usage.h"

namespace trace::store {

// UNION, not UNION ALL: traces that name each other as parents end it.
std::string family_sql(std::string_view trace) {
  return "WITH RECURSIVE family(id, uid) AS (SELECT id, uid FROM traces WHERE id = " +
         std::string(trace) +
         " UNION SELECT c.id, c.uid FROM traces c JOIN family f ON c.parent = f.uid) ";
}

namespace {

constexpr std::string_view kSums =
    "count(*), sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), "
    "sum(output_tokens), sum(reasoning_tokens), sum(cost_nusd)";

UsageSums read_sums(const Row& row) {
  UsageSums sums;
  sums.requests = row.i64(0);
  sums.input = row.maybe_i64(1);
  sums.cache_read = row.maybe_i64(2);
  sums.cache_write = row.maybe_i64(3);
  sums.output = row.maybe_i64(4);
  sums.reasoning = row.maybe_i64(5);
  sums.cost_nusd = row.maybe_i64(6);
  for (const auto& part : {sums.input, sums.cache_read, sums.cache_write, sums.output}) {
    if (part) sums.total = sums.total.value_or(0) + *part;
  }
  return sums;
}

}  // namespace

TraceUsage::TraceUsage(Database& db)
    : db_(db),
      alone_(db, "SELECT " + std::string(kSums) +
                     ", EXISTS(SELECT 1 FROM traces t JOIN traces c ON c.parent = t.uid WHERE t.id "
                     "= ?1) FROM requests WHERE trace = ?1") {}

std::vector<std::int64_t> TraceUsage::family(std::int64_t trace) {
  if (!family_) family_.emplace(db_, family_sql("?1") + "SELECT id FROM family");
  std::vector<std::int64_t> ids;
  family_->with(trace).each([&](const Row& row) { ids.push_back(row.i64(0)); });
  return ids;
}

UsageSums TraceUsage::of(std::int64_t trace) {
  bool has_children = false;
  UsageSums sums;
  alone_.with(trace).each([&](const Row& row) {
    sums = read_sums(row);
    has_children = row.i64(7) != 0;
  });
  if (!has_children) return sums;
  if (!with_children_)
    with_children_.emplace(db_, family_sql("?1") + "SELECT " + std::string(kSums) +
                                    " FROM requests WHERE trace IN (SELECT id FROM family)");
  with_children_->with(trace).each([&](const Row& row) { sums = read_sums(row); });
  return sums;
}

}  // namespace trace::store
