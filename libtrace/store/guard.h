// SQL that users wrote, kept to reading: `sql` and --where. The connection is read-only already;
// this adds an authorizer with an allow-list, limits and a deadline, each of which would do alone.
// Same thread rule as the Database.
#pragma once

#include "store/column_value.h"
#include "store/sqlite.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

struct GuardLimits {
  std::chrono::milliseconds deadline{30'000};
  std::int64_t heap_bytes = 256LL * 1024 * 1024;
};

// Holds the restrictions on a connection while it lives. REQUIRES: the Database outlives it.
class Guard {
 public:
  explicit Guard(Database& db, const GuardLimits& limits = {});
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard();

  // Prepare one statement that only reads. Throws Failure bad_usage for anything else.
  Statement prepare(std::string_view sql);
  // Return SQLite's plan of such a statement, a line a step. Throws Failure likewise.
  std::string plan(std::string_view sql);

 private:
  struct State;
  Database& db_;
  std::unique_ptr<State> state_;
};

// The names of the columns of a statement.
std::vector<std::string> column_names(const Statement& statement);

}  // namespace trace::store
