// Three small owners around SQLite's C handles: Database, Statement, Transaction. Errors of the
// world are thrown as Failure (busy, full, io, corrupt, permission …); destructors are silent. A
// Database belongs to one thread.
#pragma once

#include "base/error.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace trace::store {

enum class Access : std::uint8_t { read_only, read_write, create };

// Bytes that are bound as a BLOB. A parameter, never a member.
struct Blob {
  std::string_view bytes;
};

class Statement;
class Database;

// What is done last in every transaction of a connection.
class CommitStep {
 public:
  CommitStep() = default;
  CommitStep(const CommitStep&) = delete;
  CommitStep& operator=(const CommitStep&) = delete;
  virtual ~CommitStep() = default;
  // The transaction is about to be committed. Throws Failure: it is not.
  virtual void before_commit(Database& db) = 0;
  virtual void after_rollback() noexcept = 0;
};

class Database {
 public:
  // Open `path`; no symlink is followed at its last component. Throws Failure.
  static Database open(const std::string& path, Access access);
  // Run one or more statements without results.
  void exec(const char* sql);
  void exec(const std::string& sql) { exec(sql.c_str()); }
  // Make the running statement end with Errc::interrupted; may be called from any thread.
  void interrupt() noexcept;
  // Rows changed by the last INSERT, UPDATE or DELETE.
  std::int64_t changes() const noexcept;
  // No transaction is open (SQLite may have rolled one back by itself).
  bool is_autocommit() const noexcept;
  // The file was renamed or removed after it was opened.
  bool has_moved() const noexcept;
  sqlite3* handle() const noexcept { return handle_.get(); }
  const std::string& path() const noexcept { return path_; }
  // Do this at the end of every Transaction from now on.
  void set_commit_step(std::unique_ptr<CommitStep> step) { commit_step_ = std::move(step); }
  CommitStep* commit_step() const noexcept { return commit_step_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept;
  };
  Database(sqlite3* db, std::string path) : handle_(db), path_(std::move(path)) {}
  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
  std::unique_ptr<CommitStep> commit_step_;  // its statements end before the handle
};

// One row of a result; dies at the next step() of its Statement, and so do the views it gives.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t i64(int column) const noexcept;
  std::optional<std::int64_t> maybe_i64(int column) const noexcept;
  double real(int column) const noexcept;
  // Bytes of a TEXT or BLOB; empty for NULL.
  std::string_view text(int column) const noexcept;
  bool is_null(int column) const noexcept;
  bool is_blob(int column) const noexcept;
  int columns() const noexcept;

 private:
  sqlite3_stmt* statement_;
};

class Statement {
 public:
  Statement(Database& db, std::string_view sql);
  // For functions that SQLite calls, which know the connection alone.
  Statement(sqlite3* db, std::string_view sql);

  // Start again and bind ?1, ?2 … ; text is copied. nullptr and empty optionals are NULL.
  template <typename... A>
  Statement& with(const A&... arguments) {
    reset();
    int i = 0;
    (bind(++i, arguments), ...);
    return *this;
  }
  void reset() noexcept;
  void bind(int i, std::int64_t v);
  void bind(int i, int v) { bind(i, static_cast<std::int64_t>(v)); }
  void bind(int i, double v);
  void bind(int i, std::nullptr_t);
  void bind(int i, std::string_view v);
  void bind(int i, const std::string& v) { bind(i, std::string_view(v)); }
  void bind(int i, const char* v) { bind(i, std::string_view(v)); }
  void bind(int i, Blob v);
  template <typename T>
  void bind(int i, const std::optional<T>& v) {
    if (v)
      bind(i, *v);
    else
      bind(i, nullptr);
  }
  // Not copied: the bytes must live until the next reset().
  void bind_static(int i, std::string_view text);
  void bind_static(int i, Blob bytes);

  // The next row, or nothing at the end. Throws Failure.
  std::optional<Row> step();
  // Run to the end and return the number of changed rows.
  std::int64_t run();
  template <typename F>
  void each(F&& f) {
    while (const auto row = step()) f(*row);
    reset();
  }
  sqlite3_stmt* handle() const noexcept { return handle_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// BEGIN IMMEDIATE now, roll back at the end of the scope unless committed.
class Transaction {
 public:
  explicit Transaction(Database& db);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& db_;
  bool open_ = true;
};

// Throw the Failure that fits SQLite's result code, with `what` before the reason.
[[noreturn]] void throw_sqlite(sqlite3* db, int code, const std::string& what);

}  // namespace trace::store
