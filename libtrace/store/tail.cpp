#include "store/tail.h"

#include "base/error.h"

#include <algorithm>
#include <utility>

namespace trace::store {
namespace {

// A read transaction: everything in its scope sees the same state of the store.
class ReadScope {
 public:
  explicit ReadScope(Database& db) : db_(db) { db_.exec("BEGIN"); }
  ReadScope(const ReadScope&) = delete;
  ReadScope& operator=(const ReadScope&) = delete;
  ~ReadScope() {
    try {
      db_.exec("ROLLBACK");
    } catch (const base::Failure&) {
      // The connection is broken; whoever uses it next is told.
    }
  }

 private:
  Database& db_;
};

std::int64_t number(Database& db, const char* sql) {
  Statement statement(db, sql);
  return statement.step()->i64(0);
}

std::string store_id(Database& db) {
  Statement statement(db, "SELECT v FROM meta WHERE k = 'db_uuid'");
  const auto row = statement.step();
  return row ? std::string(row->text(0)) : std::string();
}

}  // namespace

Tail::Tail(Database& db, Dictionary& names, Children children)
    : db_(&db), children_(children), store_id_(store_id(db)) {
  events_.emplace(db, names);
}

void Tail::add(const TraceRef& trace) { watch(trace.row, trace.id, 0); }

void Tail::watch(std::int64_t row, std::string id, int depth) {
  Watched trace;
  trace.row = row;
  trace.id = std::move(id);
  trace.depth = depth;
  watched_.emplace(row, std::move(trace));
}

void Tail::reopen(Database& db, Dictionary& names) {
  db_ = &db;
  events_.emplace(db, names);
  std::string id = store_id(db);
  if (id == store_id_) return;
  // Another store took the place: its row ids are its own. What was handed out is told by seq.
  store_id_ = std::move(id);
  last_event_.reset();
  last_trace_.reset();
  std::map<std::int64_t, Watched> before;
  before.swap(watched_);
  for (auto& [row, trace] : before) {
    const TraceRef found = resolve_trace(db, "=" + trace.id);
    trace.row = found.row;
    trace.is_fresh = true;
    watched_.emplace(found.row, std::move(trace));
  }
}

void Tail::look(const Visitor& visitor) {
  const ReadScope scope(*db_);
  if (all_) find_traces();
  if (children_ == Children::yes) find_children();
  const std::int64_t newest = number(*db_, "SELECT coalesce(max(id), 0) FROM events");
  if (last_event_) hand_out_new(visitor);
  hand_out_fresh(visitor);
  last_event_ = newest;
  hand_out_states(visitor);
}

bool Tail::is_open() const {
  return all_ || std::any_of(watched_.begin(), watched_.end(), [](const auto& entry) {
           return !entry.second.status || !model::is_end(*entry.second.status);
         });
}

void Tail::find_traces() {
  // The first look takes what runs; later ones what was opened since.
  Statement find(*db_, last_trace_
                           ? "SELECT id, uid FROM traces WHERE id > ?1 ORDER BY id"
                           : "SELECT id, uid FROM traces WHERE status IN (0, 1) ORDER BY id");
  if (last_trace_) find.with(*last_trace_);
  find.each([&](const Row& row) { watch(row.i64(0), std::string(row.text(1)), 0); });
  last_trace_ = number(*db_, "SELECT coalesce(max(id), 0) FROM traces");
}

void Tail::find_children() {
  Statement find(*db_, "SELECT id, uid FROM traces WHERE parent = ?1 ORDER BY at, id");
  std::vector<std::pair<std::string, int>> parents;
  for (const auto& [row, trace] : watched_) parents.emplace_back(trace.id, trace.depth);
  while (!parents.empty()) {
    const auto [parent, depth] = parents.back();
    parents.pop_back();
    find.with(parent).each([&, below = depth + 1](const Row& row) {
      if (watched_.contains(row.i64(0))) return;
      watch(row.i64(0), std::string(row.text(1)), below);
      parents.emplace_back(row.text(1), below);
    });
  }
}

Watched& Tail::known(std::int64_t row) {
  if (const auto found = watched_.find(row); found != watched_.end()) return found->second;
  // Everything is watched, and a trace that had ended got another event.
  Statement find(*db_, "SELECT uid FROM traces WHERE id = ?1");
  const auto found = find.with(row).step();
  watch(row, found ? std::string(found->text(0)) : std::string(), 0);
  watched_[row].is_fresh = false;
  return watched_[row];
}

void Tail::hand_out_new(const Visitor& visitor) {
  const auto wanted = [&](std::int64_t row) {
    const auto found = watched_.find(row);
    return found == watched_.end() ? all_ : !found->second.is_fresh;
  };
  events_->since(*last_event_, wanted, [&](const model::EventRow& event, std::int64_t row) {
    Watched& trace = known(row);
    trace.last_seq = std::max(trace.last_seq, event.seq);
    model::EventRow named = event;
    named.trace = trace.id;
    visitor.event(trace, named);
  });
}

void Tail::hand_out_fresh(const Visitor& visitor) {
  struct Fresh {
    std::int64_t at, row, event;
  };
  std::vector<Fresh> places;
  Statement find(*db_, "SELECT at, id FROM events WHERE trace = ?1 AND seq > ?2 ORDER BY seq");
  for (auto& [row, trace] : watched_) {
    if (!trace.is_fresh) continue;
    trace.is_fresh = false;
    find.with(row, trace.last_seq).each([&, id = row](const Row& found) {
      places.push_back({found.i64(0), id, found.i64(1)});
    });
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Fresh& a, const Fresh& b) { return a.at < b.at; });
  for (const Fresh& place : places) {
    Watched& trace = watched_.at(place.row);
    events_->one(place.event, trace.id, [&](const model::EventRow& event) {
      trace.last_seq = std::max(trace.last_seq, event.seq);
      visitor.event(trace, event);
    });
  }
}

void Tail::hand_out_states(const Visitor& visitor) {
  Statement find(*db_, "SELECT status FROM traces WHERE id = ?1");
  for (auto& [row, trace] : watched_) {
    if (trace.status && model::is_end(*trace.status)) continue;
    const auto found = find.with(row).step();
    if (!found) throw base::Failure(base::Errc::not_found, "trace '" + trace.id + "' was pruned");
    const auto status = static_cast<model::RunStatus>(found->i64(0));
    if (trace.status == status) continue;
    trace.status = status;
    visitor.status(trace);
  }
}

}  // namespace trace::store
