#include "store/trace_rows.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

namespace trace::store {
namespace {

constexpr const char* kColumns =
    "SELECT id, uid, parent, title, source, source_ref, session, message_id, client_message_id, "
    "target_task_id, mode, actor, trace_level, status, ending, switch_source, created_at, "
    "started_at, ended_at, duration_ms, error_code, error_message, retryable, model, cwd, host, "
    "params, stats, result, metadata, event_count, error_count, at FROM traces ";

std::optional<base::UnixMicros> time_at(const Row& row, int column) {
  const auto value = row.maybe_i64(column);
  if (!value) return std::nullopt;
  return base::UnixMicros{*value};
}

std::optional<bool> truth_at(const Row& row, int column) {
  const auto value = row.maybe_i64(column);
  if (!value) return std::nullopt;
  return *value != 0;
}

void take_texts(const Row& row, model::TraceChange& out) {
  out.id = row.text(1);
  out.parent = row.text(2);
  out.title = row.text(3);
  out.source_ref = row.text(5);
  out.session_id = row.text(6);
  out.message_id = row.text(7);
  out.client_message_id = row.text(8);
  out.switch_source = row.text(15);
  out.error_message = row.text(21);
  out.params = row.text(26);
  out.stats = row.text(27);
  out.result = row.text(28);
  out.metadata = row.text(29);
}

}  // namespace

TraceRows::TraceRows(Database& db, Dictionary& names)
    : names_(names),
      all_(db, std::string(kColumns) + "ORDER BY at, uid"),
      one_(db, std::string(kColumns) + "WHERE id = ?1") {}

void TraceRows::fill(const Row& row, TraceRow& out) {
  out.id = row.i64(0);
  out.event_count = row.i64(30);
  out.error_count = row.i64(31);
  auto& record = out.record;
  take_texts(row, record);
  record.source = names_.of(row.i64(4));
  record.mode = names_.of(row.maybe_i64(10));
  record.actor = names_.of(row.maybe_i64(11));
  record.error_code = names_.of(row.maybe_i64(20));
  record.model = names_.of(row.maybe_i64(23));
  record.cwd = names_.of(row.maybe_i64(24));
  record.host = names_.of(row.maybe_i64(25));
  record.target_task_id = row.maybe_i64(9);
  record.trace_level = static_cast<model::Keep>(row.i64(12));
  record.status = static_cast<model::RunStatus>(row.i64(13));
  record.ending = static_cast<model::Ending>(row.i64(14));
  record.created_at = time_at(row, 16);
  record.started_at = time_at(row, 17);
  record.ended_at = time_at(row, 18);
  record.duration_ms = row.maybe_i64(19);
  record.retryable = truth_at(row, 22);
}

void TraceRows::all(const std::function<void(const TraceRow&)>& f) {
  TraceRow trace;
  all_.reset();
  all_.each([&](const Row& row) {
    fill(row, trace);
    f(trace);
  });
}

std::vector<std::int64_t> TraceRows::sorted(std::span<const std::int64_t> ids) {
  std::vector<std::tuple<std::int64_t, std::string, std::int64_t>> order;
  for (const std::int64_t id : ids) {
    one_.with(id);
    if (const auto row = one_.step()) order.emplace_back(row->i64(32), row->text(1), id);
  }
  one_.reset();
  std::sort(order.begin(), order.end());
  order.erase(std::unique(order.begin(), order.end()), order.end());
  std::vector<std::int64_t> out;
  out.reserve(order.size());
  for (const auto& [at, uid, id] : order) out.push_back(id);
  return out;
}

void TraceRows::some(std::span<const std::int64_t> ids,
                     const std::function<void(const TraceRow&)>& f) {
  TraceRow trace;
  for (const std::int64_t id : ids) {
    one_.with(id);
    const auto row = one_.step();
    if (row) fill(*row, trace);
    const bool found = row.has_value();
    one_.reset();
    if (found) f(trace);
  }
}

}  // namespace trace::store
