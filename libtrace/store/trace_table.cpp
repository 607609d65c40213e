#include "store/trace_table.h"

#include "store/small_metadata.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace trace::store {
namespace {

constexpr std::size_t kGeneration =
    32'768;  // lines of a trace of ours that are remembered, twice over
constexpr std::size_t kMaxStates = 1'024;
constexpr std::size_t kMaxUids = 16'384;  // of traces that no batch of a transaction speaks of

// The fields that have a value, a bit each, as in ClaimField.
constexpr const char* kOthers =
    "SELECT (parent IS NOT NULL) | (title IS NOT NULL) << 1 | (source <> ?2) << 2 | "
    "(source_ref IS NOT NULL) << 3 | (session IS NOT NULL) << 4 | (message_id IS NOT "
    "NULL) << 5 | (client_message_id IS NOT NULL) << 6 | (mode IS NOT NULL) << 7 | "
    "(actor IS NOT NULL) << 8 | (model IS NOT NULL) << 9 | (cwd IS NOT NULL) << 10 | "
    "(host IS NOT NULL) << 11 | (params IS NOT NULL) << 12 | (stats IS NOT NULL) << 13 "
    "| (result IS NOT NULL) << 14 | (metadata IS NOT NULL) << 15 | (ending = 2) << 16 "
    "FROM traces WHERE id = ?1";

constexpr const char* kTimes =
    "UPDATE traces SET ended_at = ?2, duration_ms = coalesce(?3, (?2 - "
    "coalesce(started_at, created_at)) / 1000) WHERE id = ?1";

// Requests that several traces report belong to the one that began first.
constexpr const char* kFollow =
    "UPDATE requests SET trace = (SELECT c.trace FROM request_claims c JOIN traces t ON "
    "t.id = c.trace WHERE c.request = requests.id ORDER BY t.at, t.uid LIMIT 1) "
    "WHERE id IN (SELECT request FROM request_claims WHERE trace = ?1)";

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

// What opens a trace before its claims are weighed.
model::TraceChange only_its_times(const model::TraceChange& change) {
  model::TraceChange times;
  times.id = change.id;
  times.created_at = change.created_at;
  times.started_at = change.started_at;
  times.trace_level = change.trace_level;
  return times;
}

// A number is never used again: rows of a pruned trace may still be there.
constexpr const char* kInsert =
    "INSERT INTO traces(id, uid, parent, title, source, source_ref, session, message_id, "
    "client_message_id, target_task_id, mode, actor, trace_level, status, ending, switch_source, "
    "at, created_at, started_at, model, cwd, host, params, stats, result, metadata) VALUES "
    "((SELECT max(ifnull((SELECT max(id) FROM traces), 0), ifnull((SELECT v FROM meta WHERE k = "
    "'last_trace'), 0)) + 1), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, ?14, "
    "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24) RETURNING id";

constexpr char kLastEvent[] =
    "SELECT max(iif(flags & 16, NULL, at)), max(at) FROM events WHERE trace = ?1 AND seq IS NOT "
    "NULL";

}  // namespace

TraceTable::TraceTable(Database& db, Names& names)
    : names_(names),
      find_(db,
            "SELECT id, status, ending, at, started_at, ended_at, event_count, error_count, "
            "last_seq, chain_count, "
            "chain_head, claims FROM traces WHERE uid = ?1"),
      insert_(db, kInsert),
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
              "coalesce(?14, ?15, created_at)), "
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
      uids_(db, "SELECT uid, id, flags FROM events WHERE trace = ?1"),
      others_(db, kOthers),
      claim_(db, "UPDATE traces SET claims = ?2 WHERE id = ?1"),
      times_(db, kTimes),
      last_event_(db, kLastEvent),
      follow_(db, kFollow),
      told_(db, ToldEvents::kSql) {}

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
  state.claims.reset();
  if (const auto claims = row->text(11); !claims.empty()) state.claims.emplace(claims);
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
    open(change.claim ? only_its_times(change) : change, now, *slot);
  else if (!change.claim)
    update(change, *slot);
  slot->is_fresh = true;
  if (change.claim)
    apply_claim(change, now, *slot);
  else
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
  const std::string metadata = small_metadata(c.metadata);
  insert_.with(c.id, maybe(c.parent), maybe(c.title), names_.id(NameKind::source, source_of(c)),
               maybe(c.source_ref), maybe(c.session_id), maybe(c.message_id),
               maybe(c.client_message_id), c.target_task_id,
               names_.maybe_id(NameKind::mode, c.mode), names_.maybe_id(NameKind::actor, c.actor),
               level, static_cast<std::int64_t>(state.status), maybe(c.switch_source), state.at,
               created.v, started, names_.maybe_id(NameKind::model, c.model),
               names_.maybe_id(NameKind::cwd, c.cwd), names_.maybe_id(NameKind::host, c.host),
               maybe(c.params), maybe(c.stats), maybe(c.result), maybe(metadata));
  state.id = insert_.step()->i64(0);
  insert_.reset();
  state.is_ours = !remembers_all_;
  state.knows_events = true;
}

void TraceTable::update(const model::TraceChange& c, TraceState& state) {
  std::optional<std::int64_t> level;
  if (c.trace_level) level = static_cast<std::int64_t>(*c.trace_level);
  const std::string metadata = small_metadata(c.metadata);
  update_.with(
      state.id, maybe(c.parent), maybe(c.title), names_.maybe_id(NameKind::source, c.source),
      maybe(c.source_ref), maybe(c.session_id), maybe(c.message_id), maybe(c.client_message_id),
      c.target_task_id, names_.maybe_id(NameKind::mode, c.mode),
      names_.maybe_id(NameKind::actor, c.actor), level, maybe(c.switch_source),
      micros(c.created_at), micros(c.started_at), names_.maybe_id(NameKind::model, c.model),
      names_.maybe_id(NameKind::cwd, c.cwd), names_.maybe_id(NameKind::host, c.host),
      maybe(c.params), maybe(c.stats), maybe(c.result), maybe(metadata));
  update_.run();
  if (!c.started_at || (state.started_at != 0 && c.started_at->v >= state.started_at)) return;
  state.started_at = state.at = c.started_at->v;
  if (state.claims) state.is_dirty = true;
  follow_.with(state.id).run();
}

// What the change does not win has been taken out of it; only the times are joined from all files.
void TraceTable::apply_claim(model::TraceChange c, base::UnixMicros now, TraceState& state) {
  others_.with(state.id, names_.id(NameKind::source, source_of({})));
  const auto others = static_cast<std::uint32_t>(others_.step()->i64(0));
  others_.reset();
  if (!state.claims) state.claims.emplace();
  const auto before = state.claims->bytes();
  state.claims->filter(c, others);
  update(c, state);
  if (c.status) write_end(c, now, state);
  if (const auto bytes = state.claims->bytes(); bytes != before)
    claim_.with(state.id, Blob{bytes}).run();
  state.is_dirty = true;
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
  if (is_end) return write_end(c, now, state);
  state.status = *c.status;
  state.ending = model::Ending::open;
  const auto started = c.started_at.value_or(now).v;
  end_.with(state.id, static_cast<std::int64_t>(state.status), 0, nullptr, nullptr, nullptr,
            nullptr, nullptr, started)
      .run();
}

void TraceTable::write_end(const model::TraceChange& c, base::UnixMicros now, TraceState& state) {
  state.status = *c.status;
  state.ending = c.ending;
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
  state.told.forget();
  uids_.with(state.id).each([&](const Row& row) {
    digest::Hash128 uid{};
    const auto bytes = row.text(0);
    if (bytes.size() == uid.size()) std::memcpy(uid.data(), bytes.data(), uid.size());
    state.uids.insert(uid, row.i64(1));
    state.told.see(static_cast<std::uint32_t>(row.i64(2)));
  });
  state.has_uids = true;
  state.known_chain = state.chain_count;
}

std::int64_t TraceTable::known_line(TraceState& state, const digest::Hash128& uid,
                                    std::int64_t input) {
  const bool is_copy = expects_copies_ && state.last_input != 0 && state.last_input != input;
  state.last_input = input;
  if (is_copy) state.is_ours = false;
  if (state.is_ours && state.chain_count == state.known_chain) {
    const auto found = state.uids.find(uid);
    return found != 0 ? found : state.older_uids.find(uid);
  }
  // The trace was there before us, or another writer added to it since: all its lines are read.
  if (!state.has_uids || state.known_chain != state.chain_count) {
    state.is_ours = false;
    if (state.known_chain != state.chain_count) state.knows_events = false;
    load_uids(state);
  }
  return state.uids.find(uid);
}

void TraceTable::event_moved(TraceState& state) noexcept {
  state.knows_events = false;
  state.is_dirty = true;
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
    state->seen_at = std::max(state->seen_at, state->last_event_at);
    state->seen_arrival_at = std::max(state->seen_arrival_at, state->last_arrival_at);
    if (state->last_event_at == 0) state->last_event_at = state->last_arrival_at;
    write_.reset();
    write_.bind(1, state->id);
    write_.bind(2, state->event_count);
    write_.bind(3, state->error_count);
    write_.bind(4, state->last_seq);
    write_.bind(5, state->chain_count);
    write_.bind(6, Blob{digest::bytes_of(state->head)});
    write_.bind(7, state->claims && state->claims->end() ? 0 : state->last_event_at);
    write_.run();
    write_claimed_times(*state);
    state->is_dirty = false;
  }
}

// The end that a file claims, or the last event of any file when that is later.
void TraceTable::write_claimed_times(TraceState& state) {
  if (!state.claims || !state.claims->end()) return;
  if (!state.knows_events) {
    const auto row = last_event_.with(state.id).step();
    state.seen_at = row->i64(0);
    state.seen_arrival_at = row->i64(1);
    last_event_.reset();
  }
  const auto& end = *state.claims->end();
  const auto last = state.seen_at != 0 ? state.seen_at : state.seen_arrival_at;
  state.ended_at = std::max(last, end.at);
  std::optional<std::int64_t> duration;
  if (state.ended_at == end.at) duration = end.duration_ms;
  times_.with(state.id, state.ended_at, duration).run();
}

void TraceTable::end_transaction() noexcept {
  if (states_.size() > kMaxStates) states_.clear();
  std::size_t uids = 0;
  for (const auto& [id, state] : states_) uids += state->uids.size() + state->older_uids.size();
  if (uids > kMaxUids)
    std::erase_if(states_, [](const auto& entry) { return !entry.second->is_fresh; });
  for (auto& [id, state] : states_) {
    state->is_fresh = false;
    state->last_event_at = state->last_arrival_at = 0;
  }
}

}  // namespace trace::store
