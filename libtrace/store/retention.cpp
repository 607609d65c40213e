#include "store/retention.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace trace::store {

// A trace on its way out, and what may go with it when nobody else needs it.
struct Retention::Victim {
  std::int64_t trace = 0;
  std::int64_t rows = 0, last_seq = 0;  // when it was looked at
  std::vector<std::int64_t> inputs;     // that its carriers lie in, each once
  std::vector<std::int64_t> carriers;   // of other traces or none, that its events lie in
};

namespace {

// What one step takes: rows, requests, and pieces of 256 KiB.
constexpr std::int64_t kEvents = 64, kRequests = 16, kPieces = 4;
// Requests that go in the same transaction as their trace.
constexpr std::int64_t kFirstRequests = 500;
constexpr const char* kNote = "pruning:";

void make_unique(std::vector<std::int64_t>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void append(std::string& out, const std::vector<std::int64_t>& numbers) {
  for (const std::int64_t number : numbers) out += std::to_string(number) + ",";
}

std::vector<std::int64_t> numbers_of(std::string_view text) {
  std::vector<std::int64_t> numbers;
  for (const char *at = text.data(), *end = at + text.size(); at < end; ++at) {
    std::int64_t number = 0;
    at = std::from_chars(at, end, number).ptr;
    numbers.push_back(number);
  }
  return numbers;
}

// The numbers of its rows are never used again, so that rows which follow it later are nobody's.
constexpr const char* kKeepNumber =
    "INSERT INTO meta(k, v) VALUES (?1, ?2) ON CONFLICT(k) DO UPDATE SET v = max(v, excluded.v)";
constexpr const char* kPassOn =
    "UPDATE requests SET trace = (SELECT c.trace FROM request_claims c JOIN traces t ON t.id = "
    "c.trace WHERE c.request = requests.id AND c.trace <> ?1 ORDER BY t.at, t.uid LIMIT 1) "
    "WHERE trace = ?1 AND EXISTS (SELECT 1 FROM request_claims c JOIN traces t ON t.id = c.trace "
    "WHERE c.request = requests.id AND c.trace <> ?1)";

}  // namespace

Retention::Retention(Database& db, StoreLock& lock)
    : db_(db),
      writer_(db, lock),
      tombstones_(db),
      requests_(db,
                "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE trace = ?1 LIMIT "
                "?2)"),
      next_events_(db, "SELECT id, input, n, flags FROM events WHERE trace = ?1 LIMIT ?2"),
      after_(db, "SELECT trace, carrier FROM events WHERE id > ?1 ORDER BY id"),
      remove_event_(db, "DELETE FROM events WHERE id = ?1"),
      edit_(db),
      supersede_(db, "DELETE FROM superseded WHERE event = ?1"),
      place_(db, "SELECT input, n FROM events WHERE id = ?1 AND trace = 0"),
      remove_pieces_(db,
                     "DELETE FROM chunks WHERE rowid IN (SELECT rowid FROM chunks WHERE input = ?1 "
                     "AND n BETWEEN ?2 AND ?3 LIMIT ?4)") {
  db.exec("PRAGMA secure_delete=ON");
}

bool Retention::remove_trace(std::int64_t trace, const PruneReceipt& receipt) {
  while (true) {
    Statement has_ended(db_, "SELECT 1 FROM traces WHERE id = ?1 AND status >= 2");
    if (!has_ended.with(trace).step()) return false;
    has_ended.reset();
    const Victim victim = look_at(trace);
    if (!begin(victim, receipt)) continue;  // it has grown in between
    finish(victim);
    return true;
  }
}

// Read outside the lock: a trace that has ended seldom changes.
Retention::Victim Retention::look_at(std::int64_t trace) {
  Victim victim;
  victim.trace = trace;
  Statement(db_, "SELECT chain_count, last_seq FROM traces WHERE id = ?1")
      .with(trace)
      .each([&](const Row& row) {
        victim.rows = row.i64(0);
        victim.last_seq = row.i64(1);
      });
  const auto collect = [&](const char* sql, std::vector<std::int64_t>& into) {
    Statement(db_, sql).with(trace).each([&](const Row& row) {
      if (into.empty() || into.back() != row.i64(0)) into.push_back(row.i64(0));
    });
    make_unique(into);
  };
  collect(
      "SELECT c.id FROM events e JOIN events c ON c.id = e.carrier WHERE e.trace = ?1 AND c.trace "
      "<> ?1",
      victim.carriers);
  collect(
      "SELECT input FROM events WHERE trace = ?1 AND input IS NOT NULL UNION ALL "
      "SELECT c.input FROM events e JOIN events c ON c.id = e.carrier WHERE e.trace = ?1 AND "
      "c.input IS NOT NULL UNION ALL SELECT id FROM inputs WHERE trace = ?1",
      victim.inputs);
  return victim;
}

bool Retention::is_as_it_was(const Victim& victim) {
  Statement same(db_,
                 "SELECT 1 FROM traces WHERE id = ?1 AND status >= 2 AND chain_count = ?2 AND "
                 "last_seq = ?3");
  return same.with(victim.trace, victim.rows, victim.last_seq).step().has_value();
}

void Retention::take(const Victim& victim, const PruneReceipt& receipt,
                     std::int64_t first_requests) {
  tombstones_.begin(victim.trace, receipt.reason, receipt.at);
  remember(victim);
  Statement(db_, kPassOn).with(victim.trace).run();
  requests_.with(victim.trace, first_requests).run();
  Statement(db_, "DELETE FROM recorders WHERE trace = ?1").with(victim.trace).run();
  Statement(db_, "DELETE FROM traces WHERE id = ?1").with(victim.trace).run();
}

bool Retention::begin(const Victim& victim, const PruneReceipt& receipt) {
  return writer_.once([&] {
    if (!is_as_it_was(victim)) return false;
    take(victim, receipt, kFirstRequests);
    return true;
  });
}

bool Retention::remove_together(std::span<const std::int64_t> traces, const PruneReceipt& receipt,
                                const std::function<bool()>& may_go) {
  std::vector<Victim> victims;
  for (const std::int64_t trace : traces) victims.push_back(look_at(trace));
  const bool begun = writer_.once([&] {
    for (const Victim& victim : victims)
      if (!is_as_it_was(victim)) return false;
    if (!may_go()) return false;
    for (const Victim& victim : victims) take(victim, receipt, INT64_MAX);
    return true;
  });
  if (!begun) return false;
  for (const Victim& victim : victims) finish(victim);
  return true;
}

void Retention::remember(const Victim& victim) {
  std::string lists;
  append(lists, victim.inputs);
  lists += ";";
  append(lists, victim.carriers);
  Statement(db_, "INSERT OR REPLACE INTO meta(k, v) VALUES (?1, ?2)")
      .with(kNote + std::to_string(victim.trace), lists)
      .run();
  Statement keep(db_, kKeepNumber);
  keep.with("last_trace", victim.trace).run();
  if (!victim.inputs.empty()) keep.with("last_input", victim.inputs.back()).run();
}

std::int64_t Retention::finish_interrupted() {
  std::vector<Victim> victims;
  Statement(db_, "SELECT CAST(substr(k, ?1) AS INTEGER), v FROM meta WHERE k GLOB 'pruning:*'")
      .with(static_cast<std::int64_t>(std::string_view(kNote).size()) + 1)
      .each([&](const Row& row) {
        Victim& victim = victims.emplace_back();
        victim.trace = row.i64(0);
        const std::string_view lists = row.text(1);
        const auto between = std::min(lists.find(';'), lists.size());
        victim.inputs = numbers_of(lists.substr(0, between));
        victim.carriers = numbers_of(lists.substr(std::min(between + 1, lists.size())));
      });
  for (const Victim& victim : victims) finish(victim);
  return static_cast<std::int64_t>(victims.size());
}

void Retention::finish(const Victim& victim) {
  writer_.run([&] { return remove_some_requests(victim.trace); });
  writer_.run([&] { return remove_some_events(victim.trace); });
  auto carrier = victim.carriers.begin();
  if (carrier != victim.carriers.end())
    writer_.run([&] {
      if (drop_free_carrier(*carrier)) ++carrier;
      return carrier != victim.carriers.end();
    });
  for (const std::int64_t input : victim.inputs) remove_input(input);
  writer_.once([&] {
    tombstones_.finish(victim.trace);
    Statement(db_, "DELETE FROM meta WHERE k = ?1")
        .with(kNote + std::to_string(victim.trace))
        .run();
    return true;
  });
}

bool Retention::remove_some_requests(std::int64_t trace) {
  return requests_.with(trace, kRequests).run() == kRequests;
}

bool Retention::remove_some_events(std::int64_t trace) {
  struct EventPlace {
    std::int64_t id, input, n, flags;
  };
  std::vector<EventPlace> places;
  next_events_.with(trace, kEvents).each([&](const Row& row) {
    places.push_back({row.i64(0), row.maybe_i64(1).value_or(0), row.i64(2), row.i64(3)});
  });
  for (const auto& place : places) {
    if (place.input != 0 && is_needed(place.id, trace)) {
      edit_.free_row(place.id);
      continue;
    }
    if ((place.flags & 2) != 0 && remove_some_pieces(place.input, place.n)) return true;
    remove_event(place.id);
  }
  return static_cast<std::int64_t>(places.size()) == kEvents;
}

void Retention::remove_event(std::int64_t event) {
  remove_event_.with(event).run();
  supersede_.with(event).run();
}

bool Retention::remove_some_pieces(std::int64_t input, std::int64_t n) {
  return remove_pieces_.with(input, n, n, kPieces).run() == kPieces;
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

// A line that several traces lie in belongs to none once its own trace is gone. False: there is
// more of it to remove.
bool Retention::drop_free_carrier(std::int64_t carrier) {
  place_.with(carrier);
  const auto row = place_.step();
  const bool is_free = row.has_value();
  const std::int64_t input = row ? row->i64(0) : 0, n = row ? row->i64(1) : 0;
  place_.reset();
  if (!is_free || is_needed(carrier, 0)) return true;
  if (remove_some_pieces(input, n)) return false;
  remove_event(carrier);
  return true;
}

// An input goes when no trace is left that came from it. One that names none may still be written
// to, or hold nothing but lines that came before in another input. What is read here, outside the
// lock, stays as it is: nobody writes to such an input any more.
void Retention::remove_input(std::int64_t input) {
  Statement needed(
      db_,
      "SELECT 1 FROM inputs i WHERE i.id = ?1 AND ("
      "EXISTS (SELECT 1 FROM traces t WHERE t.id = i.trace) OR "
      "(i.trace IS NULL AND (i.ended_at IS NULL OR EXISTS (SELECT 1 FROM repeats r "
      "WHERE r.input = i.id))) OR "
      "EXISTS (SELECT 1 FROM events e WHERE e.id BETWEEN i.first_event AND i.last_event AND "
      "e.input = i.id AND e.trace <> 0))");
  if (needed.with(input).step()) return;
  needed.reset();
  std::vector<std::int64_t> free_rows;
  Statement(db_,
            "SELECT e.id FROM inputs i JOIN events e ON e.id BETWEEN i.first_event AND "
            "i.last_event WHERE i.id = ?1 AND e.input = i.id AND e.trace = 0")
      .with(input)
      .each([&](const Row& row) { free_rows.push_back(row.i64(0)); });
  for (const std::int64_t row : free_rows)
    if (is_needed(row, 0)) return;
  writer_.run([&] {
    for (std::int64_t i = 0; i < kEvents && !free_rows.empty(); ++i, free_rows.pop_back())
      remove_event(free_rows.back());
    return !free_rows.empty();
  });
  writer_.run([&] { return remove_pieces_.with(input, 0, INT64_MAX, kPieces).run() == kPieces; });
  writer_.once([&] {
    for (const char* sql :
         {"DELETE FROM repeats WHERE input = ?1", "DELETE FROM inputs WHERE id = ?1"})
      Statement(db_, sql).with(input).run();
    return true;
  });
}

void Retention::remove_requests(std::span<const std::int64_t> requests, Whose whose) {
  if (requests.empty()) return;
  Statement remove(db_, whose == Whose::nobodys
                            ? "DELETE FROM requests WHERE id = ?1 AND trace IS NULL"
                            : "DELETE FROM requests WHERE id = ?1");
  auto at = requests.begin();
  writer_.run([&] {
    remove.with(*at).run();
    return ++at != requests.end();
  });
}

void Retention::remove_contents(std::span<const std::int64_t> requests) {
  if (requests.empty()) return;
  Statement remove(db_, "DELETE FROM contents WHERE request = ?1");
  auto at = requests.begin();
  writer_.run([&] {
    remove.with(*at).run();
    return ++at != requests.end();
  });
}

// Recorders that run know names by their numbers, so those must neither go under their hands nor be
// used again: the newest number gets a row that says nothing.
void Retention::remove_token(const std::string& token) {
  constexpr const char* kUnused =
      "(SELECT id FROM dict WHERE kind = 7 AND name = ?1 AND NOT EXISTS (SELECT 1 FROM requests r "
      "WHERE r.token = dict.id))";
  writer_.once([&] {
    const std::string unused = kUnused;
    for (const std::string& sql :
         {"DELETE FROM token_settings WHERE token = " + unused,
          "INSERT INTO dict(id, kind, name) SELECT d.id + 1, 0, d.id FROM dict d WHERE d.id = " +
              unused + " AND d.id = (SELECT max(id) FROM dict)",
          "DELETE FROM dict WHERE NOT EXISTS (SELECT 1 FROM recorders) AND id = " + unused})
      Statement(db_, sql).with(token).run();
    return true;
  });
}

void Retention::note(const std::string& what, std::int64_t rows, const PruneReceipt& receipt) {
  writer_.once([&] {
    Statement(db_, "INSERT OR REPLACE INTO pruned(uid, at, reason, events) VALUES (?1, ?2, ?3, ?4)")
        .with(what + "@" + std::to_string(receipt.at.v), receipt.at.v, receipt.reason, rows)
        .run();
    return true;
  });
}

void Retention::remove_lost_repeats() {
  struct Lost {
    std::int64_t input, n;
  };
  std::vector<Lost> lost;
  std::vector<std::int64_t> inputs;
  Statement(db_,
            "SELECT input, n FROM repeats r WHERE NOT EXISTS "
            "(SELECT 1 FROM events e WHERE e.id = r.of)")
      .each([&](const Row& row) {
        lost.push_back({row.i64(0), row.i64(1)});
        inputs.push_back(row.i64(0));
      });
  make_unique(inputs);
  Statement remove(db_, "DELETE FROM repeats WHERE input = ?1 AND n = ?2");
  if (!lost.empty())
    writer_.run([&] {
      remove.with(lost.back().input, lost.back().n).run();
      lost.pop_back();
      return !lost.empty();
    });
  for (const std::int64_t input : inputs) remove_input(input);
}

}  // namespace trace::store
