// A small store for tests of readers, filled by plain SQL: what a recorder would have written.
#pragma once

#include "support/temp_dir.h"

#include "store/schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::support {

// A row of `events`; what a test does not name is what most rows have.
struct EventSpec {
  std::int64_t id = 0;
  std::int64_t trace = 1;
  std::optional<std::int64_t> seq = {};
  std::int64_t flags = 0;
  std::optional<std::int64_t> input = {}, n = {};
  std::optional<std::string> payload = {};
  std::optional<std::int64_t> carrier = {}, off = {}, len = {}, full_len = {};
  std::int64_t level = 1;
};

class StoreRows {
 public:
  StoreRows() : db(store::open_for_writing(dir / "t.db", store::Durability::memory)) {
    db.exec(
        "INSERT INTO dict(id, kind, name) VALUES (1,1,'note'),(2,4,'cli'),(3,2,'m1'),(4,2,'m2'),"
        "(5,3,'p1'),(6,7,'tok'),(7,9,'ann'),(8,11,'exit_1')");
  }
  std::string path() const { return db.path(); }

  // at: microseconds; it is when the trace was created, too.
  void trace(std::int64_t id, const std::string& uid, std::int64_t at, int status = 2) {
    store::Statement(db,
                     "INSERT INTO traces(id, uid, source, status, at, created_at, started_at) "
                     "VALUES (?1, ?2, 2, ?3, ?4, ?4, ?4)")
        .with(id, uid, status, at)
        .run();
  }
  void event(const EventSpec& e) {
    const std::string uid(16, static_cast<char>(e.id));
    store::Statement insert(
        db,
        "INSERT INTO events(id, trace, seq, at, type, level, flags, uid, input, n, h, payload, "
        "carrier, off, len, full_len) VALUES (?1,?2,?3,?4,1,?5,?6,?7,?8,?9,0,?10,?11,?12,?13,?14)");
    insert.with(e.id, e.trace, e.seq, e.id * 1'000'000, e.level, e.flags, store::Blob{uid}, e.input,
                e.n, nullptr, e.carrier, e.off, e.len, e.full_len);
    if (e.payload) insert.bind(10, store::Blob{*e.payload});
    insert.run();
  }
  void input(std::int64_t id, std::optional<std::int64_t> trace, std::int64_t first,
             std::int64_t last, int open_line = 0) {
    store::Statement(db,
                     "INSERT INTO inputs(id, uid, kind, trace, started_at, open_line, first_event, "
                     "last_event) VALUES (?1, 'i' || ?1, 0, ?2, 0, ?3, ?4, ?5)")
        .with(id, trace, open_line, first, last)
        .run();
  }
  // Trace `t<id>` of an input of two lines, the first of which, event 10 * id, says `payload`.
  void trace_of_a_line(std::int64_t id, const std::string& payload) {
    trace(id, "t" + std::to_string(id), id * 10);
    input(id, id, id * 10, id * 10 + 1);
    event({.id = id * 10,
           .trace = id,
           .seq = 1,
           .flags = 2,
           .input = id,
           .n = 1,
           .payload = payload});
  }

  TempDir dir;
  store::Database db;
};

}  // namespace trace::support
