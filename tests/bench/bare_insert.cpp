// bench_bare_insert STORE OUT ROWS BATCH full|normal: what SQLite itself takes for the rows of
// `events`, and for the rows of `requests` that belong to as many. Reads up to 8 MiB of events from
// STORE, then inserts them round and round into OUT, a file with the same tables and indexes, with
// one prepared statement a table and BATCH events a transaction. Prints the seconds.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Value {
  int type = SQLITE_NULL;
  std::int64_t number = 0;
  std::string bytes;
};
using Values = std::vector<Value>;

void need(bool held, sqlite3* db) {
  if (held) return;
  std::fprintf(stderr, "bench_bare_insert: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

sqlite3* open_file(const char* path) {
  sqlite3* db = nullptr;
  need(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       nullptr) == SQLITE_OK,
       db);
  return db;
}

void run(sqlite3* db, const std::string& sql) {
  need(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, db);
}

sqlite3_stmt* prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  need(sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) ==
           SQLITE_OK,
       db);
  return statement;
}

Value read(sqlite3_stmt* statement, int column) {
  Value value;
  value.type = sqlite3_column_type(statement, column);
  if (value.type == SQLITE_INTEGER) {
    value.number = sqlite3_column_int64(statement, column);
  } else if (value.type != SQLITE_NULL) {
    const void* bytes = sqlite3_column_blob(statement, column);
    const int size = sqlite3_column_bytes(statement, column);
    if (bytes != nullptr)
      value.bytes.assign(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  return value;
}

void bind(sqlite3_stmt* statement, int column, const Value& value) {
  const int size = static_cast<int>(value.bytes.size());
  if (value.type == SQLITE_INTEGER)
    sqlite3_bind_int64(statement, column, value.number);
  else if (value.type == SQLITE_TEXT)
    sqlite3_bind_text(statement, column, value.bytes.data(), size, SQLITE_STATIC);
  else if (value.type == SQLITE_BLOB)
    sqlite3_bind_blob(statement, column, value.bytes.data(), size, SQLITE_STATIC);
  else
    sqlite3_bind_null(statement, column);
}

// Rows of one table of STORE, at most 8 MiB of them, and the columns that must not repeat.
struct Ring {
  std::string table;
  std::vector<Values> rows;
  std::vector<std::string> schema;
  std::size_t columns = 0;
  std::size_t id = 0;
  std::size_t trace = 0;
  std::size_t uid = 0;
  double share = 0;  // rows an event
};

double count_of(sqlite3* db, const std::string& table) {
  sqlite3_stmt* statement = prepare(db, "SELECT count(*) FROM " + table);
  need(sqlite3_step(statement) == SQLITE_ROW, db);
  const double count = sqlite3_column_double(statement, 0);
  sqlite3_finalize(statement);
  return count;
}

void find_columns(sqlite3_stmt* rows, Ring& ring) {
  ring.columns = static_cast<std::size_t>(sqlite3_column_count(rows));
  for (std::size_t i = 0; i < ring.columns; ++i) {
    const std::string_view name = sqlite3_column_name(rows, static_cast<int>(i));
    if (name == "id") ring.id = i;
    if (name == "trace") ring.trace = i;
    if (name == "uid") ring.uid = i;
  }
}

Ring load(sqlite3* db, const std::string& table) {
  Ring ring;
  ring.table = table;
  ring.share = count_of(db, table) / count_of(db, "events");
  sqlite3_stmt* schema =
      prepare(db, "SELECT sql FROM sqlite_master WHERE tbl_name = '" + table +
                      "' AND sql IS NOT NULL AND type IN ('table', 'index') ORDER BY type DESC");
  while (sqlite3_step(schema) == SQLITE_ROW) ring.schema.push_back(read(schema, 0).bytes);
  sqlite3_finalize(schema);
  sqlite3_stmt* rows = prepare(db, "SELECT * FROM " + table + " ORDER BY id LIMIT 20000");
  find_columns(rows, ring);
  std::size_t bytes = 0;
  while (sqlite3_step(rows) == SQLITE_ROW && bytes < (8U << 20)) {
    Values& row = ring.rows.emplace_back();
    for (std::size_t i = 0; i < ring.columns; ++i) {
      row.push_back(read(rows, static_cast<int>(i)));
      bytes += sizeof(Value) + row.back().bytes.size();
    }
  }
  sqlite3_finalize(rows);
  return ring;
}

// Inserts the rows of a ring, one after the other, round and round.
class Inserter {
 public:
  Inserter(const Ring& ring, sqlite3* db) : ring_(ring), db_(db) {
    std::string sql = "INSERT INTO " + ring.table + " VALUES(?";
    for (std::size_t i = 1; i < ring.columns; ++i) sql += ",?";
    statement_ = prepare(db, sql + ")");
  }
  Inserter(const Inserter&) = delete;
  Inserter& operator=(const Inserter&) = delete;
  ~Inserter() { sqlite3_finalize(statement_); }

  // Insert what belongs to the first `events` events.
  void go_to(std::int64_t events) {
    const auto end = static_cast<std::int64_t>(static_cast<double>(events) * ring_.share);
    for (; n_ < end && !ring_.rows.empty(); ++n_) insert();
  }

 private:
  void insert() {
    const auto size = static_cast<std::int64_t>(ring_.rows.size());
    const auto round = n_ / size;
    const Values& row = ring_.rows[static_cast<std::size_t>(n_ % size)];
    for (std::size_t i = 0; i < ring_.columns; ++i)
      bind(statement_, static_cast<int>(i) + 1, row[i]);
    sqlite3_bind_int64(statement_, static_cast<int>(ring_.id) + 1, n_ + 1);
    sqlite3_bind_int64(statement_, static_cast<int>(ring_.trace) + 1,
                       row[ring_.trace].number + round * 100000);
    const Value& uid = row[ring_.uid];
    if (uid.type == SQLITE_TEXT && round > 0) {
      text_ = std::to_string(round) + ":" + uid.bytes;
      sqlite3_bind_text(statement_, static_cast<int>(ring_.uid) + 1, text_.data(),
                        static_cast<int>(text_.size()), SQLITE_STATIC);
    }
    need(sqlite3_step(statement_) == SQLITE_DONE, db_);
    sqlite3_reset(statement_);
  }

  const Ring& ring_;
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  std::int64_t n_ = 0;
  std::string text_;
};

void insert(const std::vector<Ring>& rings, sqlite3* db, std::int64_t count, std::int64_t batch) {
  std::vector<std::unique_ptr<Inserter>> inserters;
  for (const auto& ring : rings) inserters.push_back(std::make_unique<Inserter>(ring, db));
  for (std::int64_t n = 0; n < count; n += batch) {
    run(db, "BEGIN IMMEDIATE");
    for (auto& inserter : inserters) inserter->go_to(std::min(n + batch, count));
    run(db, "COMMIT");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  sqlite3* from = open_file(argv[1]);
  const std::vector<Ring> rings{load(from, "events"), load(from, "requests")};
  sqlite3_close(from);
  if (rings.front().rows.empty()) return 1;
  const auto start = std::chrono::steady_clock::now();
  sqlite3* db = open_file(argv[2]);
  run(db,
      "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA cache_size=-8000; "
      "PRAGMA wal_autocheckpoint=1000; PRAGMA synchronous=" +
          std::string(argv[5]));
  for (const auto& ring : rings)
    for (const auto& statement : ring.schema) run(db, statement);
  insert(rings, db, std::strtoll(argv[3], nullptr, 10), std::strtoll(argv[4], nullptr, 10));
  sqlite3_close(db);
  std::printf("%.3f\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}
