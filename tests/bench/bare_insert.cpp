// bench_bare_insert STORE OUT ROWS BATCH full|normal: what SQLite itself takes for the rows of
// `events`. Reads up to 8 MiB of rows from STORE, then inserts them round and round into OUT, a
// file with the same table and index, with one prepared statement and BATCH rows a transaction.
// Prints the seconds.
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
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

// Rows of STORE, at most 8 MiB of them, and the place of the columns that must not repeat.
struct Ring {
  std::vector<Values> rows;
  std::vector<std::string> schema;
  std::size_t id = 0;
  std::size_t trace = 0;
  std::size_t columns = 0;
};

Ring load(const char* path) {
  sqlite3* db = open_file(path);
  Ring ring;
  sqlite3_stmt* schema =
      prepare(db,
              "SELECT sql FROM sqlite_master WHERE tbl_name = 'events' AND sql IS NOT NULL "
              "AND type IN ('table', 'index') ORDER BY type DESC");
  while (sqlite3_step(schema) == SQLITE_ROW) ring.schema.push_back(read(schema, 0).bytes);
  sqlite3_finalize(schema);
  sqlite3_stmt* rows = prepare(db, "SELECT * FROM events ORDER BY id LIMIT 20000");
  ring.columns = static_cast<std::size_t>(sqlite3_column_count(rows));
  for (std::size_t i = 0; i < ring.columns; ++i) {
    const std::string_view name = sqlite3_column_name(rows, static_cast<int>(i));
    if (name == "id") ring.id = i;
    if (name == "trace") ring.trace = i;
  }
  std::size_t bytes = 0;
  while (sqlite3_step(rows) == SQLITE_ROW && bytes < (8U << 20)) {
    Values& row = ring.rows.emplace_back();
    for (std::size_t i = 0; i < ring.columns; ++i) {
      row.push_back(read(rows, static_cast<int>(i)));
      bytes += sizeof(Value) + row.back().bytes.size();
    }
  }
  sqlite3_finalize(rows);
  sqlite3_close(db);
  return ring;
}

void insert(const Ring& ring, sqlite3* db, std::int64_t count, std::int64_t batch) {
  std::string sql = "INSERT INTO events VALUES(?";
  for (std::size_t i = 1; i < ring.columns; ++i) sql += ",?";
  sqlite3_stmt* statement = prepare(db, sql + ")");
  const auto size = static_cast<std::int64_t>(ring.rows.size());
  for (std::int64_t n = 0; n < count; ++n) {
    if (n % batch == 0) run(db, n == 0 ? "BEGIN IMMEDIATE" : "COMMIT; BEGIN IMMEDIATE");
    const Values& row = ring.rows[static_cast<std::size_t>(n % size)];
    for (std::size_t i = 0; i < ring.columns; ++i) bind(statement, static_cast<int>(i) + 1, row[i]);
    sqlite3_bind_int64(statement, static_cast<int>(ring.id) + 1, n + 1);
    sqlite3_bind_int64(statement, static_cast<int>(ring.trace) + 1,
                       row[ring.trace].number + n / size * 100000);
    need(sqlite3_step(statement) == SQLITE_DONE, db);
    sqlite3_reset(statement);
  }
  run(db, "COMMIT");
  sqlite3_finalize(statement);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const Ring ring = load(argv[1]);
  if (ring.rows.empty()) return 1;
  const auto start = std::chrono::steady_clock::now();
  sqlite3* db = open_file(argv[2]);
  run(db,
      "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA cache_size=-8000; "
      "PRAGMA wal_autocheckpoint=1000; PRAGMA synchronous=" +
          std::string(argv[5]));
  for (const auto& statement : ring.schema) run(db, statement);
  insert(ring, db, std::strtoll(argv[3], nullptr, 10), std::strtoll(argv[4], nullptr, 10));
  sqlite3_close(db);
  std::printf("%.3f\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}
