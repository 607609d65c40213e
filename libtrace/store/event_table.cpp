#include "store/event_table.h"

#include "store/chain.h"
#include "store/chain_edit.h"
#include "store/payload.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <utility>

namespace trace::store {
namespace {

using ingest::EventRow;

// Columns of the insert that most rows leave NULL.
constexpr int kCarrier = 14, kOff = 15, kLen = 16, kKey = 17, kTool = 18, kDuration = 19,
              kSourceSeq = 20, kFullLen = 21, kSha = 22;

// The row keeps bytes of its own.
bool has_bytes(const EventRow& row) {
  return row.carrier == EventRow::kNone && (row.flags & model::EventFlag::not_kept) == 0;
}

}  // namespace

EventTable::EventTable(Database& db, TraceTable& traces)
    : db_(db),
      traces_(traces),
      insert_(db,
              "INSERT INTO events(id, trace, seq, at, type, level, flags, uid, input, n, h, salt, "
              "payload, carrier, off, len, key, "
              "tool, duration_ms, source_seq, full_len, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
              "?7, ?8, ?9, ?10, ?11, ?12, ?13, "
              "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)"),
      taken_(db, "SELECT 1 FROM events WHERE trace = ?1 AND seq = ?2"),
      place_(db, "SELECT input, n FROM events WHERE id = ?1"),
      // Of times beside the chain. h XOR the old one XOR the new one; a ^ b is (a | b) - (a & b).
      earlier_(db,
               "UPDATE events SET at = ?2, h = (h | ((at | ?2) - (at & ?2))) - (h & ((at | ?2) - "
               "(at & ?2))) WHERE id = ?1 AND at > ?2 AND flags & 256"),
      find_input_(db, "SELECT id, first_event, last_event FROM inputs WHERE uid = ?1"),
      insert_input_(db,
                    "INSERT INTO inputs(id, uid, kind, started_at) VALUES ((SELECT "
                    "max(ifnull((SELECT max(id) FROM inputs), 0), ifnull((SELECT v FROM meta WHERE "
                    "k = 'last_input'), 0)) + 1), ?1, 0, ?2) RETURNING id"),
      update_input_(db,
                    "UPDATE inputs SET kind = ?2, name = ?3, dialect = coalesce(?4, dialect), "
                    "trace = coalesce(trace, ?5), "
                    "started_at = ?6, ended_at = ?7, bytes = ?8, frames = ?9, open_line = ?10, "
                    "withheld = ?11, sanitized = ?12 "
                    "WHERE id = ?1"),
      span_(db,
            "UPDATE inputs SET first_event = coalesce(first_event, ?2), last_event = ?3 WHERE id = "
            "?1"),
      drop_input_(db,
                  "DELETE FROM inputs WHERE id = ?1 AND first_event IS NULL AND frames > 0 AND "
                  "withheld = 0"),
      drop_repeats_(db, "DELETE FROM repeats WHERE input = ?1"),
      chunk_(
          db,
          "INSERT INTO chunks(input, n, i, data) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"),
      drop_chunks_(db, "DELETE FROM chunks WHERE input = ?1 AND n = ?2"),
      repeat_(db,
              "INSERT INTO repeats(input, n, count, of) VALUES (?1, ?2, ?3, ?4) ON CONFLICT(input, "
              "n) DO UPDATE SET count = excluded.count"),
      supersede_(db,
                 "INSERT INTO superseded(event) SELECT id FROM events WHERE id BETWEEN ?2 AND ?3 "
                 "AND input = ?1 AND n >= ?4 AND carrier IS NULL ON CONFLICT DO NOTHING"),
      shorten_repeats_(db, "DELETE FROM repeats WHERE input = ?1 AND n >= ?2"),
      // Rows that lie in a line follow it.
      cut_line_(db, "SELECT level, flags, " + payload_sql(db, "e.") +
                        " FROM events e WHERE id = ?1 AND trace = ?2 AND seq IS NOT NULL AND "
                        "carrier IS NULL AND flags & (2 | 128) = 0 AND (SELECT carrier FROM events "
                        "WHERE id > ?1 ORDER BY id LIMIT 1) IS NOT ?1"),
      drop_event_(db, "DELETE FROM events WHERE id = ?1") {}

InputState& EventTable::input(std::string_view uid, base::UnixMicros now) {
  auto& state = inputs_[std::string(uid)];
  if (state.id != 0) return state;
  if (const auto row = find_input_.with(uid).step()) {
    state.id = row->i64(0);
    state.first_event = row->i64(1);
    state.last_event = row->i64(2);
    if (const auto place = place_.with(state.last_event).step();
        place && place->i64(0) == state.id) {
      state.reopened_n = place->i64(1);
    }
    place_.reset();
  } else {
    state.id = insert_input_.with(uid, now.v).step()->i64(0);
    insert_input_.reset();
  }
  find_input_.reset();
  return state;
}

void EventTable::apply(const ingest::InputChange& c, InputState& state,
                       std::optional<std::int64_t> trace) {
  std::optional<std::int64_t> ended;
  if (c.ended_at) ended = c.ended_at->v;
  std::optional<std::string_view> name, dialect;
  if (!c.name.empty()) name = c.name;
  if (!c.dialect.empty()) dialect = c.dialect;
  update_input_.with(state.id, std::int64_t{c.kind}, name, dialect, trace, c.started_at.v, ended,
                     static_cast<std::int64_t>(c.bytes), static_cast<std::int64_t>(c.frames),
                     std::int64_t{c.open_line}, static_cast<std::int64_t>(c.withheld),
                     static_cast<std::int64_t>(c.sanitized));
  update_input_.run();
  if (!ended) return;
  close_run(state);
  known_[c.dialect] += std::exchange(state.known, 0);
  // Nothing new came: loading the same lines again changes nothing.
  if (state.first_event == 0 && c.frames > 0 && drop_input_.with(state.id).run() > 0)
    drop_repeats_.with(state.id).run();
}

void EventTable::add_chunk(const ingest::Chunk& chunk, const ingest::Batch& batch,
                           InputState& state) {
  chunk_
      .with(state.id, static_cast<std::int64_t>(chunk.n), std::int64_t{chunk.index},
            Blob{batch.view(chunk.data)})
      .run();
}

std::int64_t EventTable::next_seq(const EventRow& row, TraceState& trace) {
  if (!row.seq || *row.seq < 1) return trace.last_seq + 1;
  if (*row.seq > trace.last_seq) return *row.seq;
  const bool taken = taken_.with(trace.id, *row.seq).step().has_value();
  taken_.reset();
  return taken ? trace.last_seq + 1 : *row.seq;
}

// The link of a row: the only hashing on the writer's thread. Rows of no trace stand alone.
std::int64_t EventTable::chain(const EventRow& row, const Resolved& names, TraceState& trace,
                               std::int64_t seq) {
  LinkFields fields{
      seq,     row.at.v, static_cast<std::int64_t>(row.level), names.types[row.type], row.flags,
      row.uid, {}};
  if (has_bytes(row)) fields.leaf = row.leaf;
  const auto link = next_link(trace.head, fields);
  if (trace.id != 0) {
    trace.head = link;
    if (trace.known_chain == trace.chain_count) ++trace.known_chain;
    ++trace.chain_count;
  }
  return row_mark(link, fields, loose_fields(row, names, seq));
}

LooseFields EventTable::loose_fields(const EventRow& row, const Resolved& names,
                                     std::int64_t seq) const {
  LooseFields rest;
  if (row.carrier != EventRow::kNone) {
    rest.carrier = row_ids_[row.carrier];
  } else if (row.input != EventRow::kNone) {
    rest.input = names.inputs[row.input]->id;
    rest.n = static_cast<std::int64_t>(row.n);
  }
  if (row.part) {
    rest.off = std::int64_t{row.part->at};
    rest.len = std::int64_t{row.part->size};
  }
  if (row.key != 0) rest.key = row.key;
  if (row.tool != 0) rest.tool = names.tools[row.tool - 1U];
  rest.duration_ms = row.duration_ms;
  if (row.seq && *row.seq != seq) rest.source_seq = *row.seq;
  rest.full_len = row.full_size;
  if (row.full_size && row.full_hash != digest::Hash256{})
    rest.sha256 = digest::bytes_of(row.full_hash);
  return rest;
}

void EventTable::count(const EventRow& row, TraceState& trace) {
  ++trace.event_count;
  if (row.level == model::Level::error) ++trace.error_count;
  // When a line came tells less of the trace than when others say that they were written.
  auto& last = (row.flags & model::EventFlag::arrival_time) != 0 ? trace.last_arrival_at
                                                                 : trace.last_event_at;
  last = std::max(last, row.at.v);
}

void EventTable::bind_payload(const ingest::Batch& batch, const EventRow& row) {
  const auto bytes = batch.view(row.payload);
  auto* statement = insert_.handle();
  if (!has_bytes(row)) {
    sqlite3_bind_null(statement, 12);
    sqlite3_bind_null(statement, 13);
    return;
  }
  insert_.bind_static(12, Blob{{reinterpret_cast<const char*>(row.salt.data()), row.salt.size()}});
  if (is_stored_as_text(bytes))
    insert_.bind_static(13, bytes);
  else
    insert_.bind_static(13, Blob{bytes});
}

void EventTable::bind_rare(const EventRow& row, const Resolved& names) {
  const bool is_rare = row.carrier != EventRow::kNone || row.part || row.key != 0 ||
                       row.tool != 0 || row.duration_ms || row.seq || row.full_size;
  auto* statement = insert_.handle();
  if (!is_rare && !has_rare_) return;
  for (int i = kCarrier; i <= kSha; ++i) sqlite3_bind_null(statement, i);
  has_rare_ = is_rare;
  if (row.carrier != EventRow::kNone) insert_.bind(kCarrier, row_ids_[row.carrier]);
  if (row.part) {
    insert_.bind(kOff, std::int64_t{row.part->at});
    insert_.bind(kLen, std::int64_t{row.part->size});
  }
  if (row.key != 0) insert_.bind(kKey, row.key);
  if (row.tool != 0) insert_.bind(kTool, names.tools[row.tool - 1U]);
  if (row.duration_ms) insert_.bind(kDuration, *row.duration_ms);
  if (!row.full_size) return;
  insert_.bind(kFullLen, *row.full_size);
  if (row.full_hash != digest::Hash256{})
    insert_.bind_static(kSha, Blob{digest::bytes_of(row.full_hash)});
}

void EventTable::bind(const ingest::Batch& batch, const EventRow& row, const Resolved& names,
                      std::int64_t id) {
  insert_.reset();
  insert_.bind(1, id);
  insert_.bind(4, row.at.v);
  insert_.bind(5, names.types[row.type]);
  insert_.bind(6, static_cast<std::int64_t>(row.level));
  insert_.bind(7, std::int64_t{row.flags});
  insert_.bind_static(8, Blob{digest::bytes_of(row.uid)});
  if (row.input == EventRow::kNone || row.carrier != EventRow::kNone) {
    insert_.bind(9, nullptr);
    insert_.bind(10, nullptr);
  } else {
    insert_.bind(9, names.inputs[row.input]->id);
    insert_.bind(10, static_cast<std::int64_t>(row.n));
  }
  bind_payload(batch, row);
  bind_rare(row, names);
}

bool EventTable::add(const ingest::Batch& batch, std::size_t i, const Resolved& names,
                     std::int64_t id) {
  const auto& row = batch.rows[i];
  if (i == 0) row_ids_.clear();
  row_ids_.resize(batch.rows.size());
  row_ids_[i] = id;
  TraceState& trace = row.trace == EventRow::kNone ? nowhere_ : *names.traces[row.trace];
  InputState* input = row.input == EventRow::kNone ? nullptr : names.inputs[row.input];
  const auto from = input == nullptr ? 0 : input->id;
  if (const auto event = row.may_repeat ? traces_.known_line(trace, row.uid, from) : 0;
      event != 0) {
    row_ids_[i] = event;
    add_again(batch, row, input, event, trace);
    return false;
  }
  const bool is_event = row.is_event && !traces_.is_told(trace, names.types[row.type], row);
  const auto seq = is_event ? next_seq(row, trace) : 0;
  bind(batch, row, names, id);
  insert_.bind(2, trace.id);
  if (is_event)
    insert_.bind(3, seq);
  else
    insert_.bind(3, nullptr);
  if (row.seq && *row.seq != seq) insert_.bind(kSourceSeq, *row.seq);
  insert_.bind(11, chain(row, names, trace, seq));
  insert_.run();
  trace.last_seq = std::max(trace.last_seq, seq);
  if (row.may_repeat) traces_.remember_line(trace, row.uid, id);
  if (trace.id != 0 && is_event) count(row, trace);
  trace.is_dirty = trace.is_dirty || trace.id != 0;
  if (input != nullptr && row.carrier == EventRow::kNone) {
    if (const auto last = std::exchange(input->reopened_n, 0);
        last >= static_cast<std::int64_t>(row.n)) {
      if (last == static_cast<std::int64_t>(row.n)) drop_cut_line(batch, row, *input, trace);
      supersede(*input, static_cast<std::int64_t>(row.n));
    }
    if (input->first_event == 0) input->first_event = id;
    input->last_event = id;
    input->is_dirty = true;
  }
  return true;
}

// A line that the trace has as `event`.
void EventTable::add_again(const ingest::Batch& batch, const EventRow& row, InputState* input,
                           std::int64_t event, TraceState& trace) {
  if ((row.flags & model::EventFlag::file_time) != 0 && earlier_.with(event, row.at.v).run() > 0)
    traces_.event_moved(trace);
  // What stood at the end, cut, is whole now, and came in whole elsewhere before.
  if (input != nullptr && row.carrier == EventRow::kNone && event != input->last_event &&
      input->reopened_n == static_cast<std::int64_t>(row.n)) {
    drop_cut_line(batch, row, *input, trace);
    supersede(*input, std::exchange(input->reopened_n, 0));
  }
  note_repeat(row, input, event);
}

void EventTable::note_repeat(const EventRow& row, InputState* input, std::int64_t event) {
  if (row.carrier != EventRow::kNone || input == nullptr) return;
  ++input->known;
  const auto place = place_.with(event).step();
  const auto source_input = place ? place->i64(0) : 0;
  const auto source_n = place ? place->i64(1) : 0;
  place_.reset();
  // The very same frame: a spool record that is replayed a second time.
  if (source_input == input->id && source_n == static_cast<std::int64_t>(row.n)) return;
  ++repeated_;
  if ((row.flags & model::EventFlag::in_pieces) != 0)
    drop_chunks_.with(input->id, static_cast<std::int64_t>(row.n)).run();
  const bool goes_on = input->run_count > 0 && row.n == input->run_n + input->run_count &&
                       source_input == input->source_input && source_n == input->source_n + 1;
  if (!goes_on) {
    close_run(*input);
    input->run_n = row.n;
    input->run_of = event;
  }
  ++input->run_count;
  input->source_input = source_input;
  input->source_n = source_n;
}

// The last line was cut when it was read. It is no event any more, and its bytes begin the whole
// one: it goes.
void EventTable::drop_cut_line(const ingest::Batch& batch, const EventRow& row,
                               const InputState& input, TraceState& trace) {
  cut_line_.with(input.last_event, trace.id);
  const auto cut = cut_line_.step();
  if (!cut) return;
  const bool is_error = static_cast<model::Level>(cut->i64(0)) == model::Level::error;
  const auto flags = static_cast<std::uint32_t>(cut->i64(1)) | row.flags;
  const bool begins_it = batch.view(row.payload).starts_with(cut->text(2));
  // Masked differently: half a secret is none.
  const bool may_differ = (flags & model::EventFlag::sanitized) != 0;
  cut_line_.reset();
  if (!begins_it && !may_differ) return;
  try {
    ChainEdit(db_).leave_gaps(trace.id, std::array{input.last_event}, {"grown", row.at});
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::corrupt) throw;
    return;  // a damaged chain has nothing to go on from: verify names it
  }
  drop_event_.with(input.last_event).run();
  --trace.event_count;
  if (is_error) --trace.error_count;
  TraceTable::event_moved(trace);
}

// The file grew, and its frames from here on are others than before.
void EventTable::supersede(InputState& input, std::int64_t n) {
  supersede_.with(input.id, input.first_event, input.last_event, n).run();
  shorten_repeats_.with(input.id, n).run();
}

void EventTable::close_run(InputState& input) {
  if (input.run_count == 0) return;
  repeat_
      .with(input.id, static_cast<std::int64_t>(input.run_n),
            static_cast<std::int64_t>(input.run_count), input.run_of)
      .run();
  input.run_count = 0;
}

void EventTable::write_back() {
  for (auto& [uid, input] : inputs_) {
    if (input.run_count > 0)
      repeat_
          .with(input.id, static_cast<std::int64_t>(input.run_n),
                static_cast<std::int64_t>(input.run_count), input.run_of)
          .run();
    if (!input.is_dirty) continue;
    span_.with(input.id, input.first_event, input.last_event).run();
    input.is_dirty = false;
  }
}

void EventTable::end_transaction() noexcept {
  if (inputs_.size() > 1000) inputs_.clear();
}

}  // namespace trace::store
