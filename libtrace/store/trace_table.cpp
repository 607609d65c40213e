#include "store/trace_table.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace trace::store {
namespace {

constexpr std::size_t kGeneration =
    32'768;  // lines of a trace of ours that are remembered, twice over
constexpr std::size_t kMaxStates = 4'096;

std::optional<std::int64_t> micros(const std::optional<base::UnixMicros>& at) {
  if (!at) return std::nullopt;
  return at->v;
}

std::optional<std::string_view> maybe(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::int64_t> flag(const std::optional<bool>& b) {
  if (!b) return std::nullopt;
  return *b ? 1 : 0;
}

// A record without a source is a job when it has job fields, else a command of the terminal (cli.md
// §2).
std::string_view source_of(const model::TraceChange& change) {
  return change.source.empty() ? std::string_view("cli") : std::string_view(change.source);
}

}  // namespace

TraceTable::TraceTable(Database& db, Names& names)
    : names_(names),
      find_(db,
            "SELECT id, status, ending, at, started_at, ended_at, event_count, error_count, "
            "last_seq, chain_count, "
            "chain_head FROM traces WHERE uid = ?1"),
      insert_(db,
              "INSERT INTO traces(uid, parent, title, source, source_ref, session, message_id, "
              "client_message_id, "
              "target_task_id, mode, actor, trace_level, status, ending, switch_source, at, "
              "created_at, started_at, model, cwd, "
              "host, params, stats, result, metadata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
              "?10, ?11, ?12, ?13, 0, ?14, "
              "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24) RETURNING id"),
      update_(db,
              "UPDATE traces SET parent = coalesce(?2, parent), title = coalesce(?3, title), "
              "source = coalesce(?4, source), "
              "source_ref = coalesce(?5, source_ref), session = coalesce(?6, session), message_id "
              "= coalesce(?7, message_id), "
              "client_message_id = coalesce(?8, client_message_id), target_task_id = coalesce(?9, "
              "target_task_id), "
              "mode = coalesce(?10, mode), actor = coalesce(?11, actor), trace_level = "
              "coalesce(?12, trace_level), "
              "switch_source = coalesce(?13, switch_source), created_at = min(created_at, "
              "coalesce(?14, created_at)), "
              "started_at = coalesce(min(started_at, ?15), ?15, started_at), at = "
              "coalesce(min(started_at, ?15), ?15, at), "
              "model = coalesce(?16, model), cwd = coalesce(?17, cwd), host = coalesce(?18, host), "
              "params = coalesce(?19, params), "
              "stats = coalesce(?20, stats), result = coalesce(?21, result), metadata = "
              "coalesce(?22, metadata) WHERE id = ?1"),
      end_(db,
           "UPDATE traces SET status = ?2, ending = ?3, ended_at = ?4, "
           "duration_ms = coalesce(?5, (?4 - coalesce(started_at, created_at)) / 1000), error_code "
           "= ?6, error_message = ?7, "
           "retryable = ?8, started_at = coalesce(started_at, ?9) WHERE id = ?1"),
      close_recorder_(db, "DELETE FROM recorders WHERE trace = ?1"),
      write_(db,
             "UPDATE traces SET event_count = ?2, error_count = ?3, last_seq = ?4, chain_count = "
             "?5, chain_head = ?6, "
             "duration_ms = iif(ended_at < ?7, (?7 - coalesce(started_at, created_at)) / 1000, "
             "duration_ms), "
             "ended_at = iif(ended_at < ?7, ?7, ended_at) WHERE id = ?1"),
      uids_(db, "SELECT uid, id FROM events WHERE trace = ?1") {}

bool TraceTable::read(std::string_view id, TraceState& state) {
  const auto row = find_.with(id).step();
  if (!row) {
    find_.reset();
    return false;
  }
  state.id = row->i64(0);
  state.status = static_cast<model::RunStatus>(row->i64(1));
  state.ending = static_cast<model::Ending>(row->i64(2));
  state.at = row->i64(3);
  state.started_at = row->i64(4);
  state.ended_at = row->i64(5);
  state.event_count = row->i64(6);
  state.error_count = row->i64(7);
  state.last_seq = row->i64(8);
  state.chain_count = row->i64(9);
  const auto head = row->text(10);
  if (head.size() == state.head.size()) std::memcpy(state.head.data(), head.data(), head.size());
  find_.reset();
  return true;
}

TraceState& TraceTable::get(std::string_view id, base::UnixMicros now) {
  auto& slot = states_[std::string(id)];
  if (slot && slot->is_fresh) return *slot;
  if (!slot) slot = std::make_unique<TraceState>();
  if (!read(id, *slot)) {
    model::TraceChange change;
    change.id = id;
    open(change, now, *slot);
  }
  slot->is_fresh = true;
  return *slot;
}

TraceState& TraceTable::apply(const model::TraceChange& change, base::UnixMicros now) {
  auto& slot = states_[change.id];
  if (!slot) slot = std::make_unique<TraceState>();
  if (!slot->is_fresh && !read(change.id, *slot))
    open(change, now, *slot);
  else
    update(change, *slot);
  slot->is_fresh = true;
  change_status(change, now, *slot);
  return *slot;
}

void TraceTable::open(const model::TraceChange& c, base::UnixMicros now, TraceState& state) {
  const auto created = c.created_at.value_or(c.started_at.value_or(now));
  const bool waits = c.status == model::RunStatus::queued;
  auto started = micros(c.started_at);
  if (!started && !waits) started = created.v;
  state = TraceState{};
  state.status = waits ? model::RunStatus::queued : model::RunStatus::running;
  state.at = started.value_or(created.v);
  state.started_at = started.value_or(0);
  const auto level = static_cast<std::int64_t>(c.trace_level.value_or(model::Keep::full));
  insert_.with(c.id, maybe(c.parent), maybe(c.title), names_.id(NameKind::source, source_of(c)),
               maybe(c.source_ref), maybe(c.session_id), maybe(c.message_id),
               maybe(c.client_message_id), c.target_task_id,
               names_.maybe_id(NameKind::mode, c.mode), names_.maybe_id(NameKind::actor, c.actor),
               level, static_cast<std::int64_t>(state.status), maybe(c.switch_source), state.at,
               created.v, started, names_.maybe_id(NameKind::model, c.model),
               names_.maybe_id(NameKind::cwd, c.cwd), names_.maybe_id(NameKind::host, c.host),
               maybe(c.params), maybe(c.stats), maybe(c.result), maybe(c.metadata));
  state.id = insert_.step()->i64(0);
  insert_.reset();
  state.is_ours = !remembers_all_;
}

void TraceTable::update(const model::TraceChange& c, TraceState& state) {
  std::optional<std::int64_t> level;
  if (c.trace_level) level = static_cast<std::int64_t>(*c.trace_level);
  update_.with(
      state.id, maybe(c.parent), maybe(c.title), names_.maybe_id(NameKind::source, c.source),
      maybe(c.source_ref), maybe(c.session_id), maybe(c.message_id), maybe(c.client_message_id),
      c.target_task_id, names_.maybe_id(NameKind::mode, c.mode),
      names_.maybe_id(NameKind::actor, c.actor), level, maybe(c.switch_source),
      micros(c.created_at), micros(c.started_at), names_.maybe_id(NameKind::model, c.model),
      names_.maybe_id(NameKind::cwd, c.cwd), names_.maybe_id(NameKind::host, c.host),
      maybe(c.params), maybe(c.stats), maybe(c.result), maybe(c.metadata));
  update_.run();
}

void TraceTable::change_status(const model::TraceChange& c, base::UnixMicros now,
                               TraceState& state) {
  if (!c.status) return;
  const bool is_end = model::is_end(*c.status);
  const bool replaces =
      state.ending == model::Ending::provisional && is_end && c.ending == model::Ending::reported;
  if (!replaces && !model::may_follow(state.status, *c.status)) {
    if (is_end) ++duplicate_finishes_;
    return;
  }
  state.status = *c.status;
  state.ending = is_end ? c.ending : model::Ending::open;
  if (!is_end) {
    const auto started = c.started_at.value_or(now).v;
    end_.with(state.id, static_cast<std::int64_t>(state.status), 0, nullptr, nullptr, nullptr,
              nullptr, nullptr, started)
        .run();
    return;
  }
  state.ended_at = c.ended_at.value_or(now).v;
  end_.with(state.id, static_cast<std::int64_t>(state.status),
            static_cast<std::int64_t>(state.ending), state.ended_at, c.duration_ms,
            names_.maybe_id(NameKind::error_code, c.error_code), maybe(c.error_message),
            flag(c.retryable), nullptr);
  end_.run();
  close_recorder_.with(state.id).run();
}

void TraceTable::load_uids(TraceState& state) {
  state.uids.clear();
  uids_.with(state.id).each([&](const Row& row) {
    digest::Hash128 uid{};
    const auto bytes = row.text(0);
    if (bytes.size() == uid.size()) std::memcpy(uid.data(), bytes.data(), uid.size());
    state.uids.insert(uid, row.i64(1));
  });
  state.has_uids = true;
  state.known_chain = state.chain_count;
}

std::int64_t TraceTable::known_line(TraceState& state, const digest::Hash128& uid) {
  if (state.is_ours && state.chain_count == state.known_chain) {
    const auto found = state.uids.find(uid);
    return found != 0 ? found : state.older_uids.find(uid);
  }
  // The trace was there before us, or another writer added to it since: all its lines are read.
  if (!state.has_uids || state.known_chain != state.chain_count) {
    state.is_ours = false;
    load_uids(state);
  }
  return state.uids.find(uid);
}

void TraceTable::remember_line(TraceState& state, const digest::Hash128& uid, std::int64_t event) {
  if (state.is_ours && state.uids.size() >= kGeneration) {
    state.older_uids = std::move(state.uids);
    state.uids.clear();
  }
  if (state.is_ours || state.has_uids) state.uids.insert(uid, event);
}

void TraceTable::write_back() {
  for (auto& [id, state] : states_) {
    if (!state->is_dirty) continue;
    write_.reset();
    write_.bind(1, state->id);
    write_.bind(2, state->event_count);
    write_.bind(3, state->error_count);
    write_.bind(4, state->last_seq);
    write_.bind(5, state->chain_count);
    write_.bind(6, Blob{digest::bytes_of(state->head)});
    write_.bind(7, state->last_event_at);
    write_.run();
    state->is_dirty = false;
  }
}

void TraceTable::end_transaction() noexcept {
  if (states_.size() > kMaxStates) states_.clear();
  for (auto& [id, state] : states_) {
    state->is_fresh = false;
    state->last_event_at = 0;
  }
}

}  // namespace trace::store
