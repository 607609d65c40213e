#include "store/sqlite.h"

#include "store/sqlite_memory.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace trace::store {
namespace {

// Which of our errors is SQLite's `code`; the system's errno tells "disk full" from other write
// errors (sqlite.org/rescode.html; a file size limit arrives as IOERR_WRITE).
base::Errc errc_of(sqlite3* db, int code) {
  using enum base::Errc;
  const int system = db == nullptr ? 0 : sqlite3_system_errno(db);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return busy;
    case SQLITE_FULL:
      return full;
    case SQLITE_IOERR:
      return system == ENOSPC || system == EDQUOT || system == EFBIG ? full : io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corrupt;
    case SQLITE_CANTOPEN:
      return system == EACCES || system == EPERM ? permission
                                                 : (system == ENOENT ? not_found : cannot_create);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return permission;
    case SQLITE_INTERRUPT:
      return interrupted;
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
      return bad_usage;
    default:
      return internal;
  }
}

void check(sqlite3* db, int code, const char* what) {
  if (code != SQLITE_OK) throw_sqlite(db, code, what);
}

// What could not be done with the file, where SQLite's own words do not name it.
std::string trouble_of(sqlite3* db, int code) {
  const char* path = db == nullptr ? nullptr : sqlite3_db_filename(db, "main");
  if (path == nullptr || *path == '\0') return {};
  const std::string name = " '" + std::string(path) + "'";
  switch (code & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
      return "cannot write to" + name;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
      return "cannot use" + name;
    default:
      return {};
  }
}

}  // namespace

void throw_sqlite(sqlite3* db, int code, const std::string& what) {
  const char* reason = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
  const std::string subject = what.empty() ? trouble_of(db, code) : what;
  std::string message = subject.empty() ? std::string(reason) : subject + ": " + reason;
  if ((code & 0xFF) == SQLITE_INTERRUPT) message += "; it took too long or too much memory";
  const int system = db == nullptr ? 0 : sqlite3_system_errno(db);
  if (system != 0 && (code & 0xFF) != SQLITE_CORRUPT && (code & 0xFF) != SQLITE_BUSY)
    message += std::string(" (") + std::strerror(system) + ")";
  throw base::Failure(errc_of(db, code), message);
}

void Database::Close::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

Database Database::open(const std::string& path, Access access) {
  settle_sqlite_memory();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  flags |= access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Database db(raw, path);
  if (code != SQLITE_OK) throw_sqlite(raw, code, "cannot open '" + path + "'");
  sqlite3_extended_result_codes(raw, 1);
  return db;
}

void Database::exec(const char* sql) {
  check(handle_.get(), sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr), "");
}

void Database::interrupt() noexcept { sqlite3_interrupt(handle_.get()); }
std::int64_t Database::changes() const noexcept { return sqlite3_changes64(handle_.get()); }
bool Database::is_autocommit() const noexcept { return sqlite3_get_autocommit(handle_.get()) != 0; }

bool Database::has_moved() const noexcept {
  int moved = 0;
  sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

std::int64_t Row::i64(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}
double Row::real(int column) const noexcept { return sqlite3_column_double(statement_, column); }
bool Row::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
bool Row::is_blob(int column) const noexcept {
  return sqlite3_column_type(statement_, column) == SQLITE_BLOB;
}
int Row::columns() const noexcept { return sqlite3_column_count(statement_); }

std::optional<std::int64_t> Row::maybe_i64(int column) const noexcept {
  if (is_null(column)) return std::nullopt;
  return i64(column);
}

std::string_view Row::text(int column) const noexcept {
  const void* bytes = sqlite3_column_type(statement_, column) == SQLITE_BLOB
                          ? sqlite3_column_blob(statement_, column)
                          : static_cast<const void*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& db, std::string_view sql) : Statement(db.handle(), sql) {}

Statement::Statement(sqlite3* db, std::string_view sql) : db_(db) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  check(db_, code, "");
  handle_.reset(raw);
}

void Statement::reset() noexcept { sqlite3_reset(handle_.get()); }
void Statement::bind(int i, std::int64_t v) {
  check(db_, sqlite3_bind_int64(handle_.get(), i, v), "");
}
void Statement::bind(int i, double v) { check(db_, sqlite3_bind_double(handle_.get(), i, v), ""); }
void Statement::bind(int i, std::nullptr_t) { check(db_, sqlite3_bind_null(handle_.get(), i), ""); }

void Statement::bind(int i, std::string_view v) {
  const char* data = v.data() == nullptr ? "" : v.data();
  check(db_, sqlite3_bind_text64(handle_.get(), i, data, v.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
        "");
}

void Statement::bind(int i, Blob v) {
  const char* data = v.bytes.data() == nullptr ? "" : v.bytes.data();
  check(db_, sqlite3_bind_blob64(handle_.get(), i, data, v.bytes.size(), SQLITE_TRANSIENT), "");
}

void Statement::bind_static(int i, std::string_view text) {
  check(db_,
        sqlite3_bind_text64(handle_.get(), i, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8),
        "");
}

void Statement::bind_static(int i, Blob bytes) {
  check(
      db_,
      sqlite3_bind_blob64(handle_.get(), i, bytes.bytes.data(), bytes.bytes.size(), SQLITE_STATIC),
      "");
}

std::optional<Row> Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return Row(handle_.get());
  if (code == SQLITE_DONE) return std::nullopt;
  throw_sqlite(db_, code, "");
}

std::int64_t Statement::run() {
  while (step()) {
  }
  reset();
  return sqlite3_changes64(db_);
}

Transaction::Transaction(Database& db) : db_(db) { db_.exec("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  // After FULL or IOERR SQLite has usually rolled back already; a second ROLLBACK would be an
  // error.
  if (!open_) return;
  if (!db_.is_autocommit()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  if (auto* step = db_.commit_step()) step->after_rollback();
}

void Transaction::commit() {
  if (auto* step = db_.commit_step()) step->before_commit(db_);
  db_.exec("COMMIT");
  open_ = false;
}

}  // namespace trace::store
