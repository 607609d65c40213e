// bench_requests STORE COUNT: a store with so many model calls of 90 days, made without a recorder:
// twelve models, 200 tokens, runs with sub-agents, unknown counters, retries, late rows. The same
// COUNT gives the same rows.
#include "store/names.h"
#include "store/schema.h"

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using trace::store::Database;
using trace::store::NameKind;
using trace::store::Statement;

constexpr std::int64_t kFirst = 1'780'272'000'000'000;  // 2026-06-01
constexpr std::int64_t kLength = 90 * std::int64_t{86'400'000'000};
constexpr int kPerTrace = 50;

class Requests {
 public:
  Requests(Database& db, std::int64_t count)
      : names_(db),
        insert_(db,
                "INSERT INTO requests(id, uid, trace, at, duration_ms, ttft_ms, token, account, "
                "user, mode, model, provider, input_tokens, cache_read_tokens, "
                "cache_write_tokens, output_tokens, reasoning_tokens, cost_nusd, cost_source, "
                "status, status_code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)"),
        trace_(db,
               "INSERT INTO traces(id, uid, parent, source, session, status, ending, at, "
               "created_at, started_at) VALUES (?1, ?2, ?3, ?4, ?5, 2, 2, ?6, ?6, ?6)"),
        count_(count) {}

  void add(std::int64_t id) {
    const std::int64_t run = (id + kPerTrace - 1) / kPerTrace;
    std::int64_t at = kFirst + kLength / count_ * id;
    if (id % kPerTrace == 1) add_trace(run, at);
    if (chance(50)) at -= static_cast<std::int64_t>(random_() % 3'000'000'000);  // came late
    const bool is_bad = chance(40);
    const std::int64_t duration = 200 + spread(60'000), input = 50 + spread(40'000);
    char uid[32];
    std::snprintf(uid, sizeof uid, "bench-%012lld", static_cast<long long>(id));
    const auto cost = chance(3) ? std::optional(spread(90'000'000)) : std::nullopt;
    insert_
        .with(id, uid, run, at, duration, maybe(10, duration / 5), name(NameKind::token, 200),
              maybe(4, name(NameKind::account, 20)), maybe(5, name(NameKind::user, 50)),
              name(NameKind::mode, 2), name(NameKind::model, 12), name(NameKind::provider, 4),
              maybe(100, input), maybe(3, 4 * input), maybe(5, spread(9'000)),
              is_bad ? std::nullopt : std::optional(1 + spread(4'000)), maybe(2, spread(900)), cost,
              cost ? 1 : 0, is_bad ? 1 + id % 3 : 0, is_bad ? 429 : 200)
        .run();
  }

 private:
  void add_trace(std::int64_t run, std::int64_t at) {
    const auto uid = [](std::int64_t n) { return "run-" + std::to_string(n); };
    const auto parent = run % 4 == 0 ? std::nullopt : std::optional(uid(run - run % 4));
    trace_
        .with(run, uid(run), run % 4 == 0 ? std::nullopt : parent, name(NameKind::source, 5),
              "session-" + std::to_string(run / 12), at)
        .run();
  }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  std::optional<std::int64_t> maybe(unsigned missing_one_in, std::int64_t value) {
    return chance(missing_one_in) ? std::nullopt : std::optional(value);
  }
  // Many small values, few great ones.
  std::int64_t spread(std::int64_t most) {
    const auto part = static_cast<std::int64_t>(random_() % 1000);
    return most * part / 1000 * part / 1000 * part / 1000 +
           static_cast<std::int64_t>(random_() % 97);
  }
  std::int64_t name(NameKind kind, unsigned of) {
    return names_.id(kind, (kind == NameKind::model ? "claude-sonnet-4-" : "name-") +
                               std::to_string(random_() % of));
  }

  trace::store::Names names_;
  Statement insert_, trace_;
  std::int64_t count_;
  std::mt19937_64 random_{20260601};
};

void fill(Database& db, std::int64_t count) {
  db.exec("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000");
  std::string indexes, drop;
  Statement(db,
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'requests' "
            "AND sql IS NOT NULL")
      .each([&](const trace::store::Row& row) {
        drop += "DROP INDEX " + std::string(row.text(0)) + ";";
        indexes += std::string(row.text(1)) + ";";
      });
  db.exec(drop);
  trace::store::Transaction transaction(db);
  Requests requests(db, count);
  for (std::int64_t id = 1; id <= count; ++id) requests.add(id);
  db.exec("UPDATE meta SET v = " + std::to_string(count + 1) + " WHERE k = 'next_id'");
  transaction.commit();
  db.exec(indexes);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: bench_requests STORE COUNT\n", stderr), 2;
  try {
    Database db = trace::store::open_for_writing(argv[1], trace::store::Durability::memory);
    fill(db, std::atoll(argv[2]));
  } catch (const trace::base::Failure& failure) {
    return std::fprintf(stderr, "bench_requests: %s\n", failure.what()), 1;
  }
  return 0;
}
