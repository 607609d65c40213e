#include "trace-record/import_claims.h"

#include "digest/checksum.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace trace::tools {
namespace {

using model::TraceChange;

constexpr std::array kTexts{
    &TraceChange::parent,     &TraceChange::title,      &TraceChange::source,
    &TraceChange::source_ref, &TraceChange::session_id, &TraceChange::message_id,
    &TraceChange::mode,       &TraceChange::actor,      &TraceChange::client_message_id,
    &TraceChange::model,      &TraceChange::cwd,        &TraceChange::host,
    &TraceChange::params,     &TraceChange::stats,      &TraceChange::result,
    &TraceChange::metadata};

void keep_first(std::optional<base::UnixMicros>& to, const std::optional<base::UnixMicros>& from) {
  if (from) to = to ? std::min(*to, *from) : *from;
}

void take_end(TraceChange& from, TraceChange& to) {
  to.status = from.status;
  to.ending = from.ending;
  to.ended_at = from.ended_at;
  to.duration_ms = from.duration_ms;
  to.error_code = std::move(from.error_code);
  to.error_message = std::move(from.error_message);
  to.retryable = from.retryable;
}

// A session that does not say how it ended: it went well, up to its last event.
void suppose_end(TraceChange& change, base::UnixMicros at) {
  const bool is_said =
      change.status && model::is_end(*change.status) && change.ending == model::Ending::reported;
  if (is_said) return;
  change.status = model::RunStatus::success;
  change.ending = model::Ending::provisional;
  change.ended_at = at;
  change.duration_ms.reset();
}

std::int64_t mark_of(const TraceChange& change) {
  std::string all;
  for (const auto text : kTexts) all.append(change.*text).push_back('\0');
  all += change.error_code + '\0' + change.error_message + '\0';
  all += std::to_string(change.ended_at.value_or(base::UnixMicros{}).v) + ' ' +
         std::to_string(change.duration_ms.value_or(-1)) + ' ' +
         std::string(model::name(*change.status));
  return static_cast<std::int64_t>(digest::checksum64(all));
}

}  // namespace

void ImportClaims::take(TraceChange& change) {
  auto& [said, is_new] = traces_[change.id];
  is_new = true;
  said.id = change.id;
  for (const auto text : kTexts)
    if (!(change.*text).empty()) said.*text = std::exchange(change.*text, {});
  keep_first(said.started_at, change.started_at);
  keep_first(said.created_at, change.created_at);
  if (!change.created_at) change.created_at = change.started_at;
  if (!change.status || !model::is_end(*change.status)) return;
  take_end(change, said);
  change.status = model::RunStatus::running;
  change.ended_at.reset();
  change.duration_ms.reset();
  change.error_message.clear();
  change.retryable.reset();
}

void ImportClaims::emit(base::UnixMicros at, std::uint64_t lines, ingest::BatchMaker& out) {
  for (auto& [id, said] : traces_) {
    if (!std::exchange(said.is_new, false)) continue;
    auto change = said.change;
    const auto begin = change.started_at.value_or(change.created_at.value_or(at));
    suppose_end(change, begin);
    if (!change.created_at) change.created_at = begin;
    change.claim = model::Claim{begin, static_cast<std::int64_t>(lines), mark_of(change)};
    out.add_change(std::move(change));
  }
}

}  // namespace trace::tools
