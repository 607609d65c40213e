#include "search/index.h"

#include "search/words.h"

#include "base/error.h"
#include "store/word_table.h"

#include <filesystem>
#include <utility>
#include <vector>

namespace trace::search {
namespace {

using store::Database;
using store::Row;
using store::Statement;
using store::Transaction;

constexpr std::int64_t kSlice = 2000;
// Raised when a row is read in another way: the index is made again.
constexpr int kFormat = 2;

constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE IF NOT EXISTS events USING fts5(text, content='', "
    "tokenize='trace_words');"
    "CREATE VIRTUAL TABLE IF NOT EXISTS said USING fts5(text, content='', "
    "tokenize='trace_words');"
    "CREATE TABLE IF NOT EXISTS docs(kind INTEGER NOT NULL, row INTEGER NOT NULL, "
    "doc INTEGER NOT NULL UNIQUE, sum INTEGER NOT NULL, seal INTEGER NOT NULL, "
    "place INTEGER NOT NULL, PRIMARY KEY(kind, row)) WITHOUT ROWID";

void split(std::string_view text, bool is_query, const store::WordOut& out) {
  each_word(text, is_query, out);
}

std::int64_t number(Database& db, const char* sql) {
  Statement statement(db, sql);
  const auto row = statement.step();
  return row ? row->i64(0) : 0;
}

std::int64_t meta_number(Database& index, const char* key) {
  Statement find(index, "SELECT v FROM meta WHERE k = ?1");
  const auto row = find.with(key).step();
  return row ? row->i64(0) : 0;
}

void set_meta(Database& index, const char* key, std::int64_t value) {
  Statement(index, "INSERT OR REPLACE INTO meta(k, v) VALUES (?1, ?2)").with(key, value).run();
}

std::string identity_of(Database& db) {
  // Rows that came back have numbers that were indexed already.
  Statement find(db,
                 "SELECT v || ifnull((SELECT ' ' || v FROM meta WHERE k = 'returned'), '') FROM "
                 "meta WHERE k = 'db_uuid'");
  const auto row = find.step();
  return std::string(row ? row->text(0) : std::string_view()) + " " + std::to_string(kFormat) +
         "." + std::to_string(kWordRules);
}

std::string path_of(const std::string& store_path) { return store_path + ".search"; }

}  // namespace

bool Index::exists(const std::string& store_path) {
  std::error_code ignored;
  return std::filesystem::exists(path_of(store_path), ignored);
}

void Index::remove(const std::string& store_path) {
  std::error_code ignored;
  for (const char* end : {"", "-wal", "-shm"})
    std::filesystem::remove(path_of(store_path) + end, ignored);
}

Index::Index(Database& db, store::Dictionary& names, const Progress& progress)
    : db_(db), events_(db, names), documents_(db, reader_) {
  events_.hand_on_long_lines();
  open();
  bool is_whole = false;
  if (file_) is_whole = fill_file(progress);
  if (!is_whole) {
    memory_.emplace(store::open_in_memory());
    prepare(*memory_);
    fill_events(*memory_, file_ ? meta_number(*file_, "events") : 0, progress);
    fill_documents(*memory_, file_ ? *file_ : *memory_, progress);
  }
  for (auto* index : {&file_, &memory_}) {
    if (*index) {
      cut_ += meta_number(**index, "cut");
      gaps_ += meta_number(**index, "gaps");
    }
  }
}

bool Index::fill_file(const Progress& progress) {
  try {
    fill_events(*file_, 0, progress);
    fill_documents(*file_, *file_, progress);
    return true;
  } catch (const base::Failure&) {
    return false;  // somebody fills it, or there is no room: the rest goes to memory
  }
}

void Index::prepare(Database& index) {
  store::register_words(index, split);
  index.exec(kTables);
}

// Another store's, an older format, or one that is ahead of a store that was put back.
bool Index::is_of_this_store(Database& index) {
  Statement find(index, "SELECT v FROM meta WHERE k = 'store'");
  const auto row = find.step();
  const bool is_new = !row && meta_number(index, "events") == 0;
  const bool is_same = row && row->text(0) == identity_of(db_);
  const bool is_ahead =
      meta_number(index, "events") > number(db_, "SELECT coalesce(max(id), 0) FROM events");
  return (is_new || is_same) && !is_ahead;
}

bool Index::open_file() {
  file_.emplace(store::open_derived(path_of(db_.path())));
  prepare(*file_);
  if (!is_of_this_store(*file_)) return false;
  Statement(*file_, "INSERT OR REPLACE INTO meta(k, v) VALUES ('store', ?1)")
      .with(identity_of(db_))
      .run();
  return true;
}

void Index::open() {
  for (int attempt = 0; attempt < 2; ++attempt) {
    bool is_lost = false;
    try {
      if (open_file()) return;
      is_lost = true;
    } catch (const base::Failure& failure) {
      is_lost = failure.code() == base::Errc::corrupt || failure.code() == base::Errc::bad_usage;
    }
    file_.reset();
    if (!is_lost) return;
    remove(db_.path());
  }
}

void Index::fill_events(Database& index, std::int64_t after, const Progress& progress) {
  if (after > 0) set_meta(index, "events", after);
  while (fill_slice(index)) progress(rows_);
}

// One transaction; how far the others have come is read inside it.
bool Index::fill_slice(Database& index) {
  Statement next(db_,
                 "SELECT id FROM events WHERE id > ?1 AND seq IS NOT NULL ORDER BY id LIMIT ?2");
  next.with(meta_number(index, "events"), kSlice);
  if (!next.step()) return false;
  Transaction transaction(index);
  const std::int64_t from = meta_number(index, "events");
  Statement add(index, "INSERT INTO events(rowid, text) VALUES (?1, ?2)");
  std::int64_t cut = meta_number(index, "cut"), gaps = meta_number(index, "gaps"), count = 0;
  std::int64_t last = from;
  next.with(from, kSlice).each([&](const Row& row) {
    last = row.i64(0);
    events_.one(last, {}, [&](const model::EventRow& event) {
      const auto said = reader_.read(event);
      cut += said.is_cut ? 1 : 0;
      gaps += said.lacks_runs ? 1 : 0;
      add.with(last, said.text).run();
    });
    ++count;
  });
  set_meta(index, "events", last);
  set_meta(index, "cut", cut);
  set_meta(index, "gaps", gaps);
  transaction.commit();
  rows_ += static_cast<std::uint64_t>(count);
  return count == kSlice;
}

void Index::fill_documents(Database& index, Database& known, const Progress& progress) {
  const auto filled = documents_.fill(index, known);
  if (filled.rows == 0) return;
  rows_ += static_cast<std::uint64_t>(filled.rows);
  set_meta(index, "cut", meta_number(index, "cut") + filled.cut);
  set_meta(index, "gaps", meta_number(index, "gaps") + filled.gaps);
  progress(rows_);
}

std::string Index::text_of(const Hit& hit) {
  if (hit.kind != Kind::event) return documents_.read(hit.kind, hit.row).text;
  std::string text;
  events_.one(hit.row, {}, [&](const model::EventRow& event) { text = reader_.read(event).text; });
  return text;
}

namespace {

constexpr const char* kEventHits = "SELECT rowid, rank, rowid, 2 FROM events WHERE events MATCH ?1";
constexpr const char* kSaidHits =
    "SELECT d.row, said.rank, d.place, d.kind FROM said JOIN docs d ON d.doc = said.rowid "
    "WHERE said MATCH ?1";

// The hits of one table, the next one at hand.
class Source {
 public:
  Source(Database& index, bool of_events, bool by_rank, const std::string& match)
      : statement_(index, std::string(of_events ? kEventHits : kSaidHits) + " ORDER BY " +
                              (by_rank     ? "rank"
                               : of_events ? "rowid DESC"
                                           : "d.place DESC, d.kind, d.row DESC")) {
    statement_.with(match);
    advance();
  }
  void advance() {
    const auto row = statement_.step();
    has_ = row.has_value();
    if (!has_) return;
    hit_ = {static_cast<Kind>(row->i64(3)), row->i64(0), row->i64(2)};
    rank_ = row->real(1);
  }
  bool has() const { return has_; }
  double rank() const { return rank_; }
  const Hit& hit() const { return hit_; }

 private:
  bool has_ = false;
  Hit hit_;
  double rank_ = 0;
  Statement statement_;
};

Source* first_of(std::vector<Source>& sources, bool by_rank) {
  Source* first = nullptr;
  for (auto& source : sources) {
    if (!source.has()) continue;
    const bool is_before =
        first == nullptr ||
        (by_rank ? source.rank() < first->rank() : source.hit().place() > first->hit().place());
    if (is_before) first = &source;
  }
  return first;
}

}  // namespace

void Index::each(const Query& query, Order order, const std::function<bool(const Hit&)>& f) {
  std::vector<Source> sources;
  const bool by_rank = order == Order::best;
  for (auto* index : {&file_, &memory_})
    for (const bool of_events : {true, false})
      if (*index) sources.emplace_back(**index, of_events, by_rank, query.match);
  std::optional<Statement> newer;
  if (file_ && memory_) newer.emplace(*memory_, "SELECT 1 FROM docs WHERE kind = ?1 AND row = ?2");
  while (Source* first = first_of(sources, by_rank)) {
    const Hit hit = first->hit();
    // What is in memory is newer than what the file says of the same row.
    const bool is_in_file = newer && first == &sources[1];
    const bool is_old =
        is_in_file && newer->with(static_cast<std::int64_t>(hit.kind), hit.row).step().has_value();
    if (newer) newer->reset();
    if (!is_old && !f(hit)) return;
    first->advance();
  }
}

}  // namespace trace::search
