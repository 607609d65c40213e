#include "store/run_scope.h"

#include "digest/blake2b.h"

#include "ingest/log_rows.h"
#include "model/ids.h"
#include "store/liveness.h"

#include <array>
#include <utility>

namespace trace::store {
namespace {

std::string new_id(base::UnixMicros at) {
  std::array<std::uint8_t, 10> random{};
  digest::random_bytes(random);
  return model::new_uuid7(at, random);
}

}  // namespace

RunScope::RunScope(StoreSink& sink, model::TraceChange run) : sink_(sink) {
  if (run.id.empty()) run.id = new_id(clock_.now());
  id_ = run.id;
  run.status = model::RunStatus::running;
  const auto self = this_process();
  ingest::Batch batch;
  batch.changes.push_back({0, std::move(run)});
  batch.changes.push_back(
      {0, ingest::RecorderChange{id_, self.boot_id, self.pid_ns, self.pid, self.pid_start}});
  write(batch);
}

RunScope::~RunScope() {
  if (!is_open_) return;
  try {
    finish(model::RunStatus::error, "crashed", "left without an end");
  } catch (const base::Failure&) {
    // The next tool that opens the store ends it as abandoned.
  }
}

void RunScope::write(const ingest::Batch& batch) {
  const ingest::Batch* pointer = &batch;
  sink_.write({&pointer, 1});
}

void RunScope::log(std::string_view type, model::Level level, std::string_view message) {
  ingest::Batch batch;
  ingest::EventRow row;
  row.trace = batch.trace_index(id_);
  row.type = batch.type_index(type);
  row.level = level;
  row.flags = model::EventFlag::text | model::EventFlag::arrival_time;
  row.at = clock_.now();
  row.payload = batch.append(message);
  ingest::seal(row, message, salts_);
  batch.rows.push_back(row);
  write(batch);
}

void RunScope::finish(model::RunStatus status, const std::string& error_code,
                      const std::string& error_message) {
  if (!is_open_) return;
  ingest::Batch batch;
  model::TraceChange change;
  change.id = id_;
  change.status = status;
  change.ended_at = clock_.now();
  change.error_code = error_code;
  change.error_message = error_message;
  batch.changes.push_back({0, change});
  write(batch);
  is_open_ = false;
}

}  // namespace trace::store
