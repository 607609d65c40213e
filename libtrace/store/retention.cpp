#include "store/retention.h"

#include <algorithm>

namespace trace::store {

// A trace on its way out.
struct Retention::Victim {
  std::int64_t trace = 0;
  std::string reason;
  base::UnixMicros now;
  std::vector<std::int64_t> inputs;    // that its carriers lie in, each once
  std::vector<std::int64_t> carriers;  // of other traces or none, that its events lay in
};

namespace {

void add(std::vector<std::int64_t>& list, std::int64_t value) {
  if (value != 0 && (list.empty() || list.back() != value)) list.push_back(value);
}

void make_unique(std::vector<std::int64_t>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

Retention::Retention(Database& db, StoreLock& lock)
    : db_(db),
      lock_(lock),
      head_(db, "SELECT 1 FROM traces WHERE id = ?1 AND status >= 2"),
      tombstones_(db),
      next_events_(db, "SELECT id, input, n, flags, carrier FROM events WHERE trace = ?1 LIMIT ?2"),
      after_(db, "SELECT trace, carrier FROM events WHERE id > ?1 ORDER BY id"),
      remove_event_(db, "DELETE FROM events WHERE id = ?1"),
      free_event_(db, "UPDATE events SET trace = 0, seq = NULL WHERE id = ?1"),
      place_(db, "SELECT trace, input, n FROM events WHERE id = ?1"),
      remove_pieces_(db, "DELETE FROM chunks WHERE input = ?1 AND n = ?2") {}

bool Retention::remove_trace(std::int64_t trace, const std::string& reason, base::UnixMicros now) {
  Victim victim{trace, reason, now, {}, {}};
  while (true) {
    const StoreLock::Guard guard(lock_, kPatience);
    Transaction transaction(db_);
    head_.with(trace);
    const bool has_ended = head_.step().has_value();
    head_.reset();
    if (!has_ended) return false;
    tombstones_.begin(trace, reason, now);
    const bool more = slice(victim);
    if (!more) {
      tombstones_.finish(trace);
      remove_rest(victim);
    }
    transaction.commit();
    if (!more) return true;
  }
}

bool Retention::slice(Victim& victim) {
  struct EventPlace {
    std::int64_t id, input, n, flags, carrier;
  };
  std::vector<EventPlace> places;
  next_events_.with(victim.trace, kSlice).each([&](const Row& row) {
    places.push_back({row.i64(0), row.maybe_i64(1).value_or(0), row.i64(2), row.i64(3),
                      row.maybe_i64(4).value_or(0)});
  });
  for (const auto& place : places) {
    add(victim.carriers, place.carrier);
    add(victim.inputs, place.input);
    if (place.input != 0 && is_needed(place.id, victim.trace)) {
      free_event_.with(place.id).run();
      continue;
    }
    remove_event_.with(place.id).run();
    if ((place.flags & 2) != 0) remove_pieces_.with(place.input, place.n).run();
  }
  return static_cast<std::int64_t>(places.size()) == kSlice;
}

// Derived rows follow their carrier; deleted ones among them leave no trace in the order.
bool Retention::is_needed(std::int64_t carrier, std::int64_t trace) {
  after_.with(carrier);
  bool needed = false;
  while (const auto row = after_.step()) {
    if (row->maybe_i64(1) != carrier) break;
    if (row->i64(0) == trace) continue;
    needed = true;
    break;
  }
  after_.reset();
  return needed;
}

// A line that several traces lie in belongs to none once its own trace is gone.
void Retention::drop_free_carrier(std::int64_t carrier, Victim& victim) {
  place_.with(carrier);
  const auto row = place_.step();
  const bool is_free = row && row->i64(0) == 0;
  const std::int64_t input = row ? row->i64(1) : 0, n = row ? row->i64(2) : 0;
  place_.reset();
  if (!is_free || is_needed(carrier, victim.trace)) return;
  remove_event_.with(carrier).run();
  remove_pieces_.with(input, n).run();
  victim.inputs.push_back(input);
}

void Retention::remove_rest(Victim& victim) {
  make_unique(victim.carriers);
  for (const std::int64_t carrier : victim.carriers) drop_free_carrier(carrier, victim);
  Statement(db_, "SELECT id FROM inputs WHERE trace = ?1")
      .with(victim.trace)
      .each([&](const Row& row) { victim.inputs.push_back(row.i64(0)); });
  make_unique(victim.inputs);
  for (const char* sql :
       {"DELETE FROM requests WHERE trace = ?1", "DELETE FROM recorders WHERE trace = ?1",
        "DELETE FROM traces WHERE id = ?1"})
    Statement(db_, sql).with(victim.trace).run();
  for (const std::int64_t input : victim.inputs) remove_input(input);
}

// An input goes when no trace is left that came from it. One that names none may still be written
// to, or hold nothing but lines that came before in another input.
void Retention::remove_input(std::int64_t input) {
  Statement needed(
      db_,
      "SELECT 1 FROM inputs i WHERE i.id = ?1 AND ("
      "EXISTS (SELECT 1 FROM traces t WHERE t.id = i.trace) OR "
      "(i.trace IS NULL AND (i.ended_at IS NULL OR EXISTS (SELECT 1 FROM repeats r "
      "WHERE r.input = i.id))) OR "
      "EXISTS (SELECT 1 FROM events e WHERE e.id BETWEEN i.first_event AND i.last_event AND "
      "e.input = i.id AND e.trace <> 0))");
  needed.with(input);
  const bool stays = needed.step().has_value();
  needed.reset();
  if (stays) return;
  std::vector<std::int64_t> free_rows;
  Statement(db_,
            "SELECT e.id FROM inputs i JOIN events e ON e.id BETWEEN i.first_event AND "
            "i.last_event WHERE i.id = ?1 AND e.input = i.id AND e.trace = 0")
      .with(input)
      .each([&](const Row& row) { free_rows.push_back(row.i64(0)); });
  for (const std::int64_t row : free_rows)
    if (is_needed(row, 0)) return;
  for (const std::int64_t row : free_rows) remove_event_.with(row).run();
  for (const char* sql :
       {"DELETE FROM chunks WHERE input = ?1", "DELETE FROM repeats WHERE input = ?1",
        "DELETE FROM inputs WHERE id = ?1"})
    Statement(db_, sql).with(input).run();
}

void Retention::remove_requests(std::span<const std::int64_t> requests) {
  Statement remove(db_, "DELETE FROM requests WHERE id = ?1 AND trace IS NULL");
  for (std::size_t at = 0; at < requests.size();) {
    const StoreLock::Guard guard(lock_, kPatience);
    Transaction transaction(db_);
    const std::size_t end = std::min(requests.size(), at + static_cast<std::size_t>(kSlice));
    for (; at < end; ++at) remove.with(requests[at]).run();
    transaction.commit();
  }
}

void Retention::remove_lost_repeats() {
  const StoreLock::Guard guard(lock_, kPatience);
  Transaction transaction(db_);
  std::vector<std::int64_t> inputs;
  Statement(db_,
            "SELECT input FROM repeats r WHERE NOT EXISTS "
            "(SELECT 1 FROM events e WHERE e.id = r.of)")
      .each([&](const Row& row) { inputs.push_back(row.i64(0)); });
  make_unique(inputs);
  Statement(db_,
            "DELETE FROM repeats WHERE NOT EXISTS "
            "(SELECT 1 FROM events e WHERE e.id = repeats.of)")
      .run();
  for (const std::int64_t input : inputs) remove_input(input);
  transaction.commit();
}

void Retention::vacuum() {
  const StoreLock::Guard guard(lock_, kPatience);
  db_.exec("VACUUM");
  db_.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace trace::store
