#include "store/frames.h"

#include "model/event_row.h"
#include "store/payload.h"
#include "store/schema.h"

#include <algorithm>
#include <optional>
#include <string>

namespace trace::store {
namespace {

// Columns of a carrier: 0 n, 1 flags, 2 full_len, 3 input, 4 id, 5 payload.
constexpr const char* kColumns = "e.n, e.flags, e.full_len, e.input, e.id, ";
constexpr const char* kOwn =
    " FROM events e WHERE e.id BETWEEN ?1 AND ?2 AND e.input = ?3 AND e.carrier IS NULL";
constexpr const char* kRepeated =
    " FROM events f JOIN inputs i ON i.id = f.input JOIN events e ON e.id BETWEEN f.id AND "
    "i.last_event AND e.input = f.input "
    "WHERE f.id = ?1 AND e.carrier IS NULL";

// Version 1 knows no lines that were read whole only later.
std::string in_order(Database& db, const char* sql, const char* limit) {
  const char* whole = version_of(db) < 2 ? "" : " AND e.id NOT IN (SELECT event FROM superseded)";
  return "SELECT " + std::string(kColumns) + payload_sql(db, "e.") + sql + whole +
         " ORDER BY e.id" + limit;
}

}  // namespace

FrameGaps& FrameGaps::operator+=(const FrameGaps& other) noexcept {
  withheld += other.withheld;
  missing += other.missing;
  cut += other.cut;
  bytes_cut += other.bytes_cut;
  return *this;
}

// One input on its way out. A newline is owed after each frame and paid before the next one.
struct Frames::Walk {
  const Out& out;
  std::vector<Repeat> repeats;
  std::size_t next_repeat = 0;
  bool owes_newline = false;
  std::int64_t next_n = -1;  // of the frame that should come; unknown before the first
  std::int64_t gaps = 0;     // numbers of frames that no row has
  FrameGaps found = {};

  void reach(std::int64_t n, std::int64_t count) {
    if (next_n >= 0 && n > next_n) gaps += n - next_n;
    next_n = n + count;
  }
};

struct Frames::Place {
  explicit Place(Database& database)
      : db(database),
        input(db, "SELECT first_event, last_event, open_line, withheld FROM inputs WHERE id = ?1"),
        own(db, in_order(db, kOwn, "")),
        repeats(db, "SELECT n, count, of FROM repeats WHERE input = ?1 ORDER BY n"),
        repeated(db, in_order(db, kRepeated, " LIMIT ?2")),
        pieces(db, "SELECT " + chunk_sql(db, "") +
                       " FROM chunks WHERE input = ?1 AND n = ?2 ORDER BY i") {}
  Database& db;
  Statement input, own, repeats, repeated, pieces;
};

// What all places together know of an input.
struct Frames::Head {
  std::int64_t input = 0, withheld = 0;
  std::optional<std::int64_t> first, last;
  bool open_line = false;
};

Frames::Frames(Database& db) { places_.push_back(std::make_unique<Place>(db)); }

Frames::Frames(std::span<Database* const> places) {
  for (Database* db : places) places_.push_back(std::make_unique<Place>(*db));
}

Frames::~Frames() = default;

std::vector<std::int64_t> Frames::inputs_of(std::span<const std::int64_t> traces) {
  std::vector<std::int64_t> inputs;
  Database& db = places_.front()->db;
  Statement named(db, "SELECT id FROM inputs WHERE trace = ?1");
  Statement carried(db, "SELECT DISTINCT input FROM events WHERE trace = ?1 AND input IS NOT NULL");
  // A derived event may lie in a line that another trace carries.
  Statement derived(db,
                    "SELECT DISTINCT c.input FROM events e JOIN events c ON c.id = e.carrier "
                    "WHERE e.trace = ?1 AND c.input IS NOT NULL");
  for (const std::int64_t trace : traces) {
    for (Statement* statement : {&named, &carried, &derived})
      statement->with(trace).each([&](const Row& row) { inputs.push_back(row.i64(0)); });
    std::sort(inputs.begin(), inputs.end());
    inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
  }
  return inputs;
}

std::vector<std::int64_t> Frames::all_inputs() {
  std::vector<std::int64_t> inputs;
  Statement(places_.front()->db, "SELECT id FROM inputs ORDER BY id").each([&](const Row& row) {
    inputs.push_back(row.i64(0));
  });
  return inputs;
}

// The same span may be noted in several places.
std::vector<Frames::Repeat> Frames::repeats_of(std::int64_t input) {
  std::vector<Repeat> repeats;
  for (const auto& place : places_)
    place->repeats.with(input).each([&](const Row& row) {
      repeats.push_back({row.i64(0), row.i64(1), row.i64(2), place.get()});
    });
  const auto before = [](const Repeat& a, const Repeat& b) { return a.n < b.n; };
  const auto same = [](const Repeat& a, const Repeat& b) { return a.n == b.n; };
  std::stable_sort(repeats.begin(), repeats.end(), before);
  repeats.erase(std::unique(repeats.begin(), repeats.end(), same), repeats.end());
  return repeats;
}

Frames::Head Frames::head_of(std::int64_t input) {
  Head head;
  head.input = input;
  for (const auto& place : places_)
    place->input.with(input).each([&](const Row& row) {
      if (const auto first = row.maybe_i64(0))
        head.first = std::min(*first, head.first.value_or(*first));
      const auto last = row.maybe_i64(1);
      if (head.last && (!last || *last < *head.last)) return;
      head.last = last;
      head.open_line = row.i64(2) != 0;
      head.withheld = row.i64(3);
    });
  return head;
}

FrameGaps Frames::walk(std::int64_t input, const Out& out) {
  const Head head = head_of(input);
  Walk walk{out, repeats_of(input)};
  if (head.first && head.last) walk_own(head, walk);
  while (walk.next_repeat < walk.repeats.size()) repeat(walk.repeats[walk.next_repeat++], walk);
  if (walk.owes_newline && !head.open_line) out("\n");
  walk.found.withheld = head.withheld;
  walk.found.missing += std::max<std::int64_t>(0, walk.gaps - head.withheld);
  return walk.found;
}

// All places at once, in order of arrival; a row that several have comes once.
void Frames::walk_own(const Head& head, Walk& walk) {
  std::vector<std::optional<Row>> rows;
  for (const auto& place : places_)
    rows.push_back(place->own.with(*head.first, *head.last, head.input).step());
  while (true) {
    std::optional<std::size_t> next;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i] && (!next || rows[i]->i64(4) < rows[*next]->i64(4))) next = i;
    if (!next) break;
    const std::int64_t id = rows[*next]->i64(4);
    own_frame(*rows[*next], *places_[*next], walk);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i] && rows[i]->i64(4) == id) rows[i] = places_[i]->own.step();
  }
  for (const auto& place : places_) place->own.reset();
}

void Frames::own_frame(const Row& row, Place& place, Walk& walk) {
  const std::int64_t n = row.i64(0);
  while (walk.next_repeat < walk.repeats.size() && walk.repeats[walk.next_repeat].n < n)
    repeat(walk.repeats[walk.next_repeat++], walk);
  walk.reach(n, 1);
  frame(row, place, walk);
}

void Frames::repeat(const Repeat& span, Walk& walk) {
  walk.reach(span.n, span.count);
  std::int64_t left = span.count;
  span.place->repeated.with(span.of, span.count).each([&](const Row& row) {
    frame(row, *span.place, walk);
    --left;
  });
  walk.found.missing += left;
}

void Frames::frame(const Row& row, Place& place, Walk& walk) {
  using model::EventFlag;
  const auto flags = static_cast<std::uint32_t>(row.i64(1));
  if (row.is_null(5)) {
    ++walk.found.missing;
    return;
  }
  if (walk.owes_newline) walk.out("\n");
  walk.owes_newline = true;
  const std::string_view bytes = row.text(5);
  auto written = static_cast<std::int64_t>(bytes.size());
  walk.out(bytes);
  if ((flags & EventFlag::in_pieces) != 0)
    place.pieces.with(row.i64(3), row.i64(0)).each([&](const Row& piece) {
      walk.out(piece.text(0));
      written += static_cast<std::int64_t>(piece.text(0).size());
    });
  if ((flags & EventFlag::cut) == 0) return;
  ++walk.found.cut;
  walk.found.bytes_cut += std::max<std::int64_t>(0, row.i64(2) - written);
}

}  // namespace trace::store
