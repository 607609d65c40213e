#include "integrity/doctor.h"
#include "search/index.h"

#include "store/ship_cursors.h"

#include <array>

// Findings about what has to be done now and then, and was not.
namespace trace::integrity {
namespace {

using store::Row;
using store::Statement;

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kMostUnindexed = 20'000;

std::optional<std::int64_t> fact(store::Database& db, const char* key) {
  Statement find(db, "SELECT v FROM meta WHERE k = ?1");
  const auto row = find.with(key).step();
  return row ? row->maybe_i64(0) : std::nullopt;
}

std::int64_t count_above(store::Database& db, const char* sql, std::int64_t above) {
  Statement count(db, sql);
  return count.with(above).step()->i64(0);
}

void rollup(const Patient& p, const FindingOut& out) {
  const auto at = fact(p.db, "rollup_at");
  if (!at || *at > p.now.v - 2 * kDay) return;
  const std::int64_t missing = count_above(p.db, "SELECT count(*) FROM requests WHERE id > ?1",
                                           fact(p.db, "rollup_id").value_or(0));
  if (missing == 0) return;
  out({"rollup-stale",
       "sums were not brought up to date for two days: " + std::to_string(missing) +
           " requests are not in them",
       "stats-aggregate --refresh --db " + in_quotes(p.path)});
}

void unpriced(const Patient& p, const FindingOut& out) {
  std::string models;
  Statement(p.db,
            "SELECT DISTINCT d.name FROM usage_rollups u JOIN dict d ON d.id = u.model WHERE "
            "u.unpriced > 0 ORDER BY 1 LIMIT 5")
      .each([&](const Row& row) {
        models += (models.empty() ? "'" : ", '") + std::string(row.text(0)) + "'";
      });
  if (models.empty()) return;
  out({"unpriced-models", "no price is known for " + models + ": costs are more than they seem",
       "stats-aggregate --rebuild --price-file FILE --db " + in_quotes(p.path)});
}

void index(const Patient& p, const FindingOut& out) {
  const std::string remove = "rm -f " + in_quotes(p.path + ".search");
  if (const auto what = search::damage_of_index(p.path)) {
    out({"index-damaged", "the search index is damaged: " + *what, remove});
    return;
  }
  const auto missing = search::events_not_indexed(p.db);
  if (!missing || *missing <= kMostUnindexed) return;
  out({"index-stale", std::to_string(*missing) + " events are not in the search index yet",
       "trace-query search x --count --db " + in_quotes(p.path)});
}

void prune(const Patient& p, const FindingOut& out) {
  const auto left =
      count_above(p.db, "SELECT count(*) FROM meta WHERE k GLOB 'pruning:*' AND ?1 = 0", 0);
  if (left == 0) return;
  out({"prune-unfinished",
       "a prune was stopped: rows of " + std::to_string(left) + " deleted traces are still there",
       "trace-prune --older-than 100y --apply --yes --db " + in_quotes(p.path)});
}

void shipping(const Patient& p, const FindingOut& out) {
  for (const auto& cursor : store::ship_cursors(p.db)) {
    if (cursor.shipped_at.value_or(cursor.created_at).v > p.now.v - kDay) continue;
    if (store::count_unshipped(p.db, cursor.done, 1) == 0) continue;
    out({"shipping-stuck", "nothing was shipped to '" + cursor.name + "' for a day, and rows wait",
         "trace-export --ship " + in_quotes(cursor.name) + " --sink CMD --db " +
             in_quotes(p.path)});
  }
}

constexpr std::array kChecks{DoctorCheck{"rollup", rollup}, DoctorCheck{"prices", unpriced},
                             DoctorCheck{"index", index}, DoctorCheck{"prune", prune},
                             DoctorCheck{"shipping", shipping}};

}  // namespace

std::span<const DoctorCheck> upkeep_checks() noexcept { return kChecks; }

}  // namespace trace::integrity
