#include "store/sweep.h"

#include "store/liveness.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr base::DurationMs kPatience{30'000};

ProcessIdentity recorder_of(const Row& row) {
  ProcessIdentity recorder;
  recorder.boot_id = row.text(3);
  recorder.pid_ns = row.i64(4);
  recorder.pid = row.i64(5);
  recorder.pid_start = row.i64(6);
  return recorder;
}

}  // namespace

Sweep::Sweep(Database& db)
    : db_(db),
      running_(db,
               "SELECT t.id, t.uid, max(t.at, coalesce(r.beat, 0)), r.boot_id, r.pid_ns, r.pid, "
               "r.pid_start FROM traces t LEFT JOIN recorders r ON r.trace = t.id "
               "WHERE t.status IN (0, 1) ORDER BY t.at, t.uid"),
      last_event_(db,
                  "SELECT at FROM events WHERE trace = ?1 AND seq IS NOT NULL "
                  "ORDER BY seq DESC LIMIT 1") {}

base::UnixMicros Sweep::last_sign(const Row& row) {
  last_event_.with(row.i64(0));
  const auto event = last_event_.step();
  const std::int64_t at = event ? event->i64(0) : 0;
  last_event_.reset();
  return {std::max(row.i64(2), at)};
}

std::vector<LostTrace> Sweep::find(base::UnixMicros now, base::DurationMs idle) {
  std::vector<LostTrace> lost;
  const ProcessIdentity self = this_process();
  running_.reset();
  running_.each([&](const Row& row) {
    const bool has_recorder = !row.is_null(5);
    const Liveness state = has_recorder ? judge(recorder_of(row), self) : Liveness::unknown;
    if (state == Liveness::alive) return;
    LostTrace trace{row.i64(0), std::string(row.text(1)), model::RunStatus::abandoned,
                    last_sign(row)};
    if (state == Liveness::unknown) {
      if (now.v - trace.last_sign.v <= idle.v * 1000) return;
      trace.end = model::RunStatus::timeout;
    }
    lost.push_back(std::move(trace));
  });
  return lost;
}

bool Sweep::end(const LostTrace& trace, StoreLock& lock) {
  const StoreLock::Guard guard(lock, kPatience);
  Transaction transaction(db_);
  Statement update(db_,
                   "UPDATE traces SET status = ?2, ending = 1, ended_at = ?3, duration_ms = "
                   "coalesce(duration_ms, max(0, (?3 - coalesce(started_at, at)) / 1000)) "
                   "WHERE id = ?1 AND status IN (0, 1) AND NOT EXISTS "
                   "(SELECT 1 FROM recorders r WHERE r.trace = ?1 AND r.beat > ?3) AND NOT EXISTS "
                   "(SELECT 1 FROM events e WHERE e.trace = ?1 AND e.seq = traces.last_seq "
                   "AND e.at > ?3)");
  const bool ended =
      update.with(trace.row, static_cast<std::int64_t>(trace.end), trace.last_sign.v).run() > 0;
  if (ended) Statement(db_, "DELETE FROM recorders WHERE trace = ?1").with(trace.row).run();
  transaction.commit();
  return ended;
}

}  // namespace trace::store
