// Overwrites a leaked value in every column of every table, also where it lies across the pieces of
// a long line. What the value is, and how it is spelled, only the caller knows; bytes change, sizes
// never. Chains get a receipt of the new bytes. Not for free pages and files (the caller rewrites
// and looks). Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/lock.h"
#include "store/sqlite.h"
#include "store/unpacker.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// What is sought.
struct ScrubPort {
  std::function<std::size_t(std::string_view)> count;  // matches in bytes
  std::function<std::size_t(std::string&)> blank;      // overwrites them, sizes stay
  std::size_t longest = 0;                             // bytes of the longest match
};

// Rows of a table in which it is.
struct ScrubPlace {
  std::string table;
  std::int64_t rows = 0;
};

class ScrubRows {
 public:
  // `db` must outlive this.
  ScrubRows(Database& db, ScrubPort port);
  ScrubRows(const ScrubRows&) = delete;
  ScrubRows& operator=(const ScrubRows&) = delete;
  ~ScrubRows();
  // List the tables with rows that have the value. Reads every row.
  std::vector<ScrubPlace> find();
  // Overwrite it; returns what find() would have. REQUIRES: `db` is open for writing. Throws
  // Failure busy when the lock cannot be had.
  std::vector<ScrubPlace> remove(StoreLock& lock, base::UnixMicros now);

 private:
  struct Table {
    std::string name;
    bool has_rowid = true;
    std::vector<std::string> columns;  // that may hold text or bytes
  };

  std::vector<Table> tables();
  Unpacker find_packed();
  std::vector<std::int64_t> rows_of(const Table& table);
  std::int64_t blank(const Table& table, StoreLock& lock);
  std::vector<std::int64_t> events();
  bool is_across_pieces(std::int64_t input, std::int64_t n, std::string bytes);
  void blank_event(std::int64_t event, base::UnixMicros now);

  Database& db_;
  ScrubPort port_;
};

}  // namespace trace::store
