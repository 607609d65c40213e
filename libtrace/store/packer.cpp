#include "store/packer.h"

#include "model/event_row.h"
#include "store/block_writer.h"
#include "store/pack_survey.h"
#include "store/payload.h"

#include <string>

namespace trace::store {
namespace {

// What one transaction packs, and how long a lock is waited for.
constexpr std::size_t kMostBytes = 512 * 1024;
constexpr std::size_t kMostRows = 2000;
constexpr base::DurationMs kPatience{30'000};

std::vector<std::int64_t> ids_of(Statement& statement) {
  std::vector<std::int64_t> ids;
  statement.each([&](const Row& row) { ids.push_back(row.i64(0)); });
  return ids;
}

// The rows of a trace that can be packed, of no trace as far as they are old enough.
constexpr const char* kRows =
    "FROM events WHERE trace = ?1 AND payload IS NOT NULL AND (?2 IS NULL OR at < ?2)";

std::optional<std::int64_t> limit_of(std::int64_t trace, const PackScope& scope) {
  if (trace != 0 || !scope.loose_before) return std::nullopt;
  return scope.loose_before->v;
}

ContentColumns columns_at(const Row& row, int first) {
  ContentColumns columns;
  for (int i = first; i < first + 4; ++i) {
    columns.emplace_back();
    if (!row.is_null(i)) columns.back().emplace(row.text(i));
  }
  return columns;
}

constexpr const char* kContent =
    "SELECT system_prompt, messages, prompt, completion FROM contents "
    "WHERE request = ?1 AND block IS NULL";

// One run: rows go to the writer, in transactions that are opened when a row comes and closed when
// there is enough in them.
class PackRun {
 public:
  PackRun(Database& db, BlockWriter& writer, StoreLock& lock, const Packer::Progress& progress)
      : db_(db),
        writer_(writer),
        lock_(lock),
        progress_(progress),
        rows_(db, "SELECT id " + std::string(kRows) + " ORDER BY id"),
        event_(db,
               "SELECT seq, payload, flags, input, n FROM events "
               "WHERE id = ?1 AND trace = ?2 AND payload IS NOT NULL"),
        pieces_(db, "SELECT rowid, data FROM chunks WHERE input = ?1 AND n = ?2 AND block IS NULL"),
        content_(db, kContent),
        events_in_(db, "SELECT event_count FROM traces WHERE id = ?1"),
        mark_(db, "UPDATE traces SET packed = ?2 WHERE id = ?1") {}

  void trace(std::int64_t trace, std::optional<std::int64_t> before) {
    // Read first: an event that comes meanwhile is packed the next time.
    const auto known = ids_of(events_in_.with(trace));
    const auto ids = ids_of(rows_.with(trace, before));
    writer_.begin(trace);
    for (const std::int64_t id : ids) {
      open();
      event(id, trace);
      close_when_full();
    }
    open();
    writer_.flush();
    if (!known.empty()) mark_.with(trace, known.front()).run();
    ++held_rows_;
    close_when_full();
  }

  void content(std::int64_t request) {
    open();
    content_.with(request);
    std::optional<ContentColumns> columns;
    if (const auto row = content_.step()) columns = columns_at(*row, 0);
    content_.reset();
    if (columns) {
      const std::string joined = join_columns(*columns);
      writer_.add(PackedTable::contents, request, joined,
                  texts_of(*columns, BlockWriter::kLeastPiece));
      std::size_t size = 0;
      for (const auto& column : *columns) size += column ? column->size() : 0;
      add_up(size);
      ++count_.contents;
    }
    close_when_full();
  }

  PackCount finish() {
    close();
    return count_;
  }

 private:
  void open() {
    if (guard_) return;
    guard_.emplace(lock_, kPatience);
    transaction_.emplace(db_);
  }
  void close() {
    if (!guard_) return;
    writer_.flush();
    transaction_->commit();
    transaction_.reset();
    guard_.reset();
    held_bytes_ = held_rows_ = 0;
    if (progress_) progress_(done_);
  }
  void close_when_full() {
    if (held_bytes_ >= kMostBytes || held_rows_ >= kMostRows) close();
  }
  void add_up(std::size_t bytes) {
    held_bytes_ += bytes;
    ++held_rows_;
    ++done_;
    count_.bytes += static_cast<std::int64_t>(bytes);
  }

  void event(std::int64_t id, std::int64_t trace) {
    event_.with(id, trace);
    std::string bytes;
    std::int64_t flags = 0, input = 0, n = 0;
    const bool is_there = [&] {
      const auto row = event_.step();
      if (!row) return false;
      writer_.at_seq(row->i64(0));
      bytes = row->text(1);
      flags = row->i64(2);
      input = row->i64(3);
      n = row->i64(4);
      return true;
    }();
    event_.reset();
    if (!is_there) return;
    writer_.add(PackedTable::events, id, bytes, long_strings(bytes, BlockWriter::kLeastPiece));
    add_up(bytes.size());
    ++count_.events;
    if ((static_cast<std::uint32_t>(flags) & model::EventFlag::in_pieces) != 0) chunks(input, n);
  }

  void chunks(std::int64_t input, std::int64_t n) {
    std::vector<std::int64_t> rows = ids_of(pieces_.with(input, n));
    Statement piece(db_, "SELECT data FROM chunks WHERE rowid = ?1");
    for (const std::int64_t row : rows) {
      piece.with(row);
      const std::string bytes(piece.step()->text(0));
      piece.reset();
      writer_.add_chunk(row, bytes);
      add_up(bytes.size());
    }
  }

  Database& db_;
  BlockWriter& writer_;
  StoreLock& lock_;
  const Packer::Progress& progress_;
  Statement rows_, event_, pieces_, content_, events_in_, mark_;
  std::optional<StoreLock::Guard> guard_;
  std::optional<Transaction> transaction_;
  std::size_t held_bytes_ = 0, held_rows_ = 0;
  std::uint64_t done_ = 0;
  PackCount count_;
};

}  // namespace

PackScope Packer::choose(base::UnixMicros before) {
  if (!has_blocks(db_)) return {};
  PackScope scope;
  Statement traces(db_,
                   "SELECT id FROM traces WHERE status >= 2 AND coalesce(ended_at, at) < ?1 AND "
                   "packed IS NOT event_count ORDER BY at, id");
  scope.traces = ids_of(traces.with(before.v));
  scope.traces.push_back(0);
  scope.loose_before = before;
  Statement contents(db_,
                     "SELECT request FROM contents WHERE block IS NULL AND at < ?1 ORDER BY at");
  scope.requests = ids_of(contents.with(before.v));
  return scope;
}

PackCount Packer::count(const PackScope& scope) {
  PackCount count;
  Statement events(db_,
                   "SELECT count(*), total(length(CAST(payload AS BLOB))) " + std::string(kRows));
  for (const std::int64_t trace : scope.traces)
    events.with(trace, limit_of(trace, scope)).each([&](const Row& row) {
      count.events += row.i64(0);
      count.bytes += row.i64(1);
    });
  Statement content(db_, kContent);
  for (const std::int64_t request : scope.requests)
    content.with(request).each([&](const Row& row) {
      ++count.contents;
      for (int i = 0; i < 4; ++i) count.bytes += static_cast<std::int64_t>(row.text(i).size());
    });
  return count;
}

void Packer::survey(const PackScope& scope, PackSurvey& survey) {
  Statement events(db_, "SELECT payload " + std::string(kRows));
  for (const std::int64_t trace : scope.traces) {
    events.with(trace, limit_of(trace, scope)).each([&](const Row& row) {
      survey.add(row.text(0), long_strings(row.text(0), BlockWriter::kLeastPiece));
    });
    survey.end();
  }
  Statement content(db_, kContent);
  for (const std::int64_t request : scope.requests)
    content.with(request).each([&](const Row& row) {
      const auto columns = columns_at(row, 0);
      survey.add(join_columns(columns), texts_of(columns, BlockWriter::kLeastPiece));
    });
}

std::int64_t Packer::dictionary(const PackSurvey& survey, base::UnixMicros now, StoreLock& lock) {
  std::int64_t id = 0;
  std::string current;
  Statement(db_, "SELECT id, data FROM zdicts ORDER BY id DESC LIMIT 1").each([&](const Row& row) {
    id = row.i64(0);
    current = row.text(1);
  });
  const std::string better = survey.better_dictionary(current);
  if (better.empty()) return id;
  const StoreLock::Guard guard(lock, kPatience);
  Statement keep(db_, "INSERT INTO zdicts(at, data) VALUES (?1, ?2) RETURNING id");
  return keep.with(now.v, Blob{better}).step()->i64(0);
}

void Packer::drop_unused_dictionaries(StoreLock& lock) {
  const StoreLock::Guard guard(lock, kPatience);
  Statement(db_,
            "DELETE FROM zdicts WHERE id < (SELECT max(id) FROM zdicts) AND id NOT IN "
            "(SELECT zdict FROM blocks WHERE zdict IS NOT NULL)")
      .run();
}

PackCount Packer::pack(const PackScope& scope, base::UnixMicros now, StoreLock& lock,
                       const Progress& progress) {
  PackSurvey survey;
  this->survey(scope, survey);
  const std::int64_t dictionary_id = dictionary(survey, now, lock);
  BlockWriter writer(db_, dictionary_id, survey.take_repeated());
  PackRun run(db_, writer, lock, progress);
  for (const std::int64_t trace : scope.traces) run.trace(trace, limit_of(trace, scope));
  writer.begin(0);
  writer.at_seq(0);
  for (const std::int64_t request : scope.requests) run.content(request);
  PackCount count = run.finish();
  count.stored = writer.stored();
  drop_unused_dictionaries(lock);
  return count;
}

}  // namespace trace::store
