#include "integrity/chain_check.h"
#include "integrity/doctor.h"
#include "integrity/file_checks.h"

#include "store/schema.h"
#include "store/snapshot.h"
#include "store/sweep.h"

#include <array>

// Findings about what the store holds.
namespace trace::integrity {
namespace {

using store::Row;
using store::Statement;

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kAhead = 5 * kMinute;  // clocks may differ by so much
constexpr base::DurationMs kSilent{24 * 3'600'000};
// Larger stores are looked at in part: verify reads all of them.
constexpr std::int64_t kAllPages = 65'536;
constexpr const char* kNewest = "SELECT id FROM traces ORDER BY id DESC LIMIT 100";

std::int64_t number(store::Database& db, const char* sql, std::int64_t argument = 0) {
  Statement statement(db, sql);
  if (std::string_view(sql).find("?1") != std::string_view::npos) statement.with(argument);
  const auto row = statement.step();
  return row ? row->i64(0) : 0;
}

// Older stores have no sums and links.
bool has_sums(store::Database& db) { return store::version_of(db) == store::schema_version(); }

bool is_small(store::Database& db) { return number(db, "PRAGMA page_count") <= kAllPages; }

// The first of several, and how many more there are.
class Sample {
 public:
  void add(const std::string& what) {
    if (count_++ == 0) first_ = what;
  }
  void tell(const Patient& p, std::string_view code, const FindingOut& out) const {
    if (count_ == 0) return;
    const std::string more =
        count_ == 1 ? "" : " (and " + std::to_string(count_ - 1) + " more like it)";
    out({code, first_ + more, "trace-query verify --db " + in_quotes(p.path)});
  }

 private:
  std::string first_;
  std::int64_t count_ = 0;
};

void pages(const Patient& p, const FindingOut& out) {
  if (!is_small(p.db)) return;
  Sample sample;
  Statement(p.db, "PRAGMA quick_check").each([&](const Row& row) {
    if (row.text(0) != "ok") sample.add(std::string(row.text(0)));
  });
  sample.tell(p, "pages-damaged", out);
}

void sums(const Patient& p, const FindingOut& out) {
  if (!has_sums(p.db) || !is_small(p.db)) return;
  Sample sample;
  check_rows(p.db, [&](const Damage& damage) { sample.add(damage.what); });
  sample.tell(p, "rows-changed", out);
}

void chains(const Patient& p, const FindingOut& out) {
  if (!has_sums(p.db)) return;
  const store::Snapshot snapshot(p.db);
  Sample sample;
  ChainCheck check(p.db, [&](const Damage& damage) {
    sample.add("trace '" + damage.trace + "': " + damage.what);
  });
  if (is_small(p.db)) {
    check.all();
  } else {
    std::vector<std::int64_t> newest;
    Statement(p.db, kNewest).each([&](const Row& row) { newest.push_back(row.i64(0)); });
    check.some(newest);
  }
  sample.tell(p, "chain-broken", out);
}

void died(const Patient& p, const FindingOut& out) {
  store::Sweep sweep(p.db);
  std::int64_t dead = 0, silent = 0;
  for (const auto& trace : sweep.find(p.now, kSilent))
    ++(trace.end == model::RunStatus::abandoned ? dead : silent);
  const std::string fix = "trace-prune --sweep --apply --yes --db " + in_quotes(p.path);
  if (dead > 0)
    out({"recorder-died", "recorders of running traces are gone: " + std::to_string(dead), fix});
  if (silent > 0)
    out({"trace-silent", "traces run without a sign of life for a day: " + std::to_string(silent),
         fix});
}

void clock(const Patient& p, const FindingOut& out) {
  const std::int64_t ahead =
      number(p.db, "SELECT count(*) FROM traces WHERE at > ?1", p.now.v + kAhead);
  // Rows come in order of their ids; those that say when they came should, too. Those that have the
  // time of their file (flag 256) came as somebody listed the files.
  const std::int64_t back = number(
      p.db,
      "SELECT count(*) FROM (SELECT at, max(at) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING "
      "AND 1 PRECEDING) AS before FROM (SELECT id, at FROM events WHERE flags & 272 = 16 AND "
      "carrier IS NULL ORDER BY id DESC LIMIT 20000)) WHERE at < before - ?1",
      kAhead);
  if (ahead == 0 && back == 0) return;
  out({"clock-jumped",
       "times do not fit: " + std::to_string(ahead) + " traces begin in the future, " +
           std::to_string(back) + " events came before those recorded earlier",
       "date; timedatectl"});
}

void lost(const Patient& p, const FindingOut& out) {
  const std::int64_t gaps = number(
      p.db,
      "SELECT count(*) FROM (SELECT type FROM events ORDER BY id DESC LIMIT 200000) WHERE type = "
      "(SELECT id FROM dict WHERE kind = 1 AND name = 'gap')");
  if (gaps == 0) return;
  out({"records-lost", "records were lost or dropped: " + std::to_string(gaps) + " gaps are noted",
       "trace-query search gap --db " + in_quotes(p.path)});
}

constexpr std::array kChecks{DoctorCheck{"pages", pages},   DoctorCheck{"sums", sums},
                             DoctorCheck{"chains", chains}, DoctorCheck{"recorders", died},
                             DoctorCheck{"clock", clock},   DoctorCheck{"lost", lost}};

}  // namespace

std::span<const DoctorCheck> row_checks() noexcept { return kChecks; }

}  // namespace trace::integrity
