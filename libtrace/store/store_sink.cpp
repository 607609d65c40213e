#include "store/store_sink.h"

#include "store/archiver.h"
#include "store/reserve.h"

#include <sqlite3.h>

#include <utility>

namespace trace::store {
namespace {

// A batch is described by what is in it; the visitor below is told its own kind by overload.
template <typename... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

constexpr std::int64_t kReserveEvery = 256;  // commits between two looks at the reserve

}  // namespace

StoreSink::StoreSink(StoreSinkOptions options)
    : options_(std::move(options)),
      db_(open_for_writing(options_.path, options_.durability)),
      lock_(options_.path),
      names_(db_),
      traces_(db_, names_),
      events_(db_, traces_),
      requests_(db_, names_),
      files_(db_),
      next_id_(db_, "SELECT v FROM meta WHERE k = 'next_id'"),
      set_next_id_(db_, "UPDATE meta SET v = ?1 WHERE k = 'next_id'"),
      recorder_(db_,
                "INSERT INTO recorders(trace, boot_id, pid_ns, pid, pid_start, beat) SELECT ?1, "
                "?2, ?3, ?4, ?5, ?6 "
                "FROM traces WHERE id = ?1 AND status IN (0, 1) "
                "ON CONFLICT(trace) DO UPDATE SET boot_id = excluded.boot_id, pid_ns = "
                "excluded.pid_ns, pid = excluded.pid, "
                "pid_start = excluded.pid_start, beat = excluded.beat WHERE excluded.pid <> 0"),
      leave_(db_, "UPDATE recorders SET pid = 0, beat = ?2 WHERE trace = ?1"),
      beat_(db_, "UPDATE recorders SET beat = ?2 WHERE trace = ?1"),
      has_archives_(db_, "SELECT 1 FROM meta WHERE k >= 'archive:' AND k < 'archive;' LIMIT 1") {
  // A foreign writer (the sqlite3 shell) is waited for no longer than one of ours.
  sqlite3_busy_timeout(db_.handle(), static_cast<int>(options_.patience.v));
}

StoreSink::~StoreSink() = default;

void StoreSink::check_file() {
  if (db_.has_moved()) throw base::Failure(base::Errc::io, "the store was moved or removed");
}

void StoreSink::forget() noexcept {
  names_.forget();
  traces_.forget();
  events_.forget();
  requests_.forget();
}

void StoreSink::write(std::span<const ingest::Batch* const> batches) {
  const StoreLock::Guard guard(lock_, options_.patience);
  check_file();
  const auto before = counters_;
  try {
    Transaction transaction(db_);
    id_ = next_id_.with().step()->i64(0);
    next_id_.reset();
    const auto first = id_;
    const bool has_archives = has_archives_.with().step().has_value();
    has_archives_.reset();
    for (const auto* batch : batches) {
      if (has_archives) bring_back(*batch);
      write_one(*batch);
    }
    events_.write_back();
    traces_.write_back();
    requests_.write_back(id_);
    if (id_ != first) set_next_id_.with(id_).run();
    transaction.commit();
    check_file();  // or the commit went into a file that nobody will find
    ++counters_.commits;
    traces_.end_transaction();
    events_.end_transaction();
    if (counters_.commits % kReserveEvery == 1) keep_reserve(options_.path);
  } catch (...) {
    counters_ = before;
    forget();
    throw;
  }
}

// What comes late for a trace that was moved into an archive finds it in its place, so that lines
// which were read before are known.
void StoreSink::bring_back(const ingest::Batch& batch) {
  for (const auto& trace : batch.traces) bring_back_family(db_, trace);
  const auto of_trace = [&](const model::TraceChange& c) { bring_back_family(db_, c.id); };
  const auto of_row = [&](const auto& c) {
    if (!c.trace.empty()) bring_back_family(db_, c.trace);
  };
  const auto of_none = [](const auto&) {};
  for (const auto& change : batch.changes)
    std::visit(Overloaded{of_trace, [&](const model::Request& r) { of_row(r); },
                          [&](const ingest::InputChange& c) { of_row(c); },
                          [&](const ingest::RecorderChange& c) { of_row(c); },
                          [&](const model::Content& c) { of_none(c); },
                          [&](const ingest::Chunk& c) { of_none(c); },
                          [&](const ingest::FileChange& c) { of_none(c); }},
               change.body);
}

void StoreSink::resolve(const ingest::Batch& batch) {
  const auto now = clock_.now();
  resolved_.types.clear();
  for (const auto& name : batch.types)
    resolved_.types.push_back(names_.id(NameKind::event_type, name));
  resolved_.tools.clear();
  for (const auto& name : batch.tools) resolved_.tools.push_back(names_.id(NameKind::tool, name));
  resolved_.inputs.clear();
  for (const auto& uid : batch.inputs) resolved_.inputs.push_back(&events_.input(uid, now));
  resolved_.traces.assign(batch.traces.size(), nullptr);
}

void StoreSink::write_one(const ingest::Batch& batch) {
  const auto now = clock_.now();
  resolve(batch);
  auto change = batch.changes.begin();
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    for (; change != batch.changes.end() && change->before <= i; ++change)
      apply(batch, *change, now);
    const auto trace = batch.rows[i].trace;
    if (trace != ingest::EventRow::kNone && resolved_.traces[trace] == nullptr)
      resolved_.traces[trace] = &traces_.get(batch.traces[trace], now);
    if (!events_.add(batch, i, resolved_, id_)) continue;
    ++id_;
    if (batch.rows[i].is_event) ++counters_.events;
  }
  for (; change != batch.changes.end(); ++change) apply(batch, *change, now);
  if (!batch.rows.empty() && batch.rows.back().trace != ingest::EventRow::kNone)
    beat_.with(resolved_.traces[batch.rows.back().trace]->id, now.v).run();
}

void StoreSink::apply(const ingest::Batch& batch, const ingest::Change& change,
                      base::UnixMicros now) {
  const auto on_trace = [&](const model::TraceChange& c) { traces_.apply(c, now); };
  const auto on_request = [&](const model::Request& r) {
    std::optional<std::int64_t> owner;
    if (!r.trace.empty()) owner = traces_.get(r.trace, now).id;
    requests_.apply(r, owner, id_);
    ++counters_.requests;
  };
  const auto on_content = [&](const model::Content& c) {
    if (!requests_.apply(c, options_.keep_content, id_)) ++counters_.withheld_contents;
  };
  const auto on_input = [&](const ingest::InputChange& c) {
    std::optional<std::int64_t> trace;
    if (!c.trace.empty()) trace = traces_.get(c.trace, now).id;
    events_.apply(c, *resolved_.inputs[c.input], trace);
  };
  const auto on_chunk = [&](const ingest::Chunk& c) {
    events_.add_chunk(c, batch, *resolved_.inputs[c.input]);
  };
  const auto on_recorder = [&](const ingest::RecorderChange& c) {
    if (c.pid == ingest::RecorderChange::kLeaves) {
      leave_.with(traces_.get(c.trace, now).id, now.v).run();
      return;
    }
    recorder_.with(traces_.get(c.trace, now).id, c.boot_id, c.pid_ns, c.pid, c.pid_start, now.v)
        .run();
  };
  const auto on_file = [&](const ingest::FileChange& c) { files_.apply(c); };
  std::visit(Overloaded{on_trace, on_request, on_content, on_input, on_chunk, on_recorder, on_file},
             change.body);
}

StoreCounters StoreSink::counters() const noexcept {
  auto totals = counters_;
  totals.repeated_lines = events_.repeated_lines();
  totals.duplicate_finishes = traces_.duplicate_finishes();
  return totals;
}

StoreSink::Replay::Replay(StoreSink& sink)
    : sink_(sink), keep_content_(sink.options_.keep_content) {
  sink_.forget();
  sink_.traces_.remember_all(true);
  set_durability(sink_.db_, Durability::full);
}

StoreSink::Replay::~Replay() {
  sink_.options_.keep_content = keep_content_;
  sink_.forget();
  sink_.traces_.remember_all(false);
  try {
    set_durability(sink_.db_, sink_.options_.durability);
  } catch (const base::Failure&) {
    // The stronger one stays.
  }
}

void StoreSink::checkpoint() noexcept {
  try {
    const StoreLock::Guard guard(lock_, base::DurationMs{100});
    db_.exec("PRAGMA wal_checkpoint(PASSIVE)");
  } catch (const base::Failure&) {
    // The next writer does it.
  }
  keep_reserve(options_.path);
}

}  // namespace trace::store
