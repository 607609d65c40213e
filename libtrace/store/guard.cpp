#include "store/guard.h"

#include "base/error.h"
#include "base/fd.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace trace::store {
namespace {

using base::Errc;
using base::Failure;
using SteadyClock = std::chrono::steady_clock;

// Functions that compute and touch nothing else, in order of their names.
constexpr std::array<std::string_view, 113> kFunctions{"->",
                                                       "->>",
                                                       "abs",
                                                       "acos",
                                                       "acosh",
                                                       "asin",
                                                       "asinh",
                                                       "atan",
                                                       "atan2",
                                                       "atanh",
                                                       "avg",
                                                       "bm25",
                                                       "ceil",
                                                       "ceiling",
                                                       "char",
                                                       "coalesce",
                                                       "cos",
                                                       "cosh",
                                                       "count",
                                                       "cume_dist",
                                                       "current_date",
                                                       "current_time",
                                                       "current_timestamp",
                                                       "date",
                                                       "datetime",
                                                       "degrees",
                                                       "dense_rank",
                                                       "exp",
                                                       "first_value",
                                                       "floor",
                                                       "format",
                                                       "glob",
                                                       "group_concat",
                                                       "hex",
                                                       "highlight",
                                                       "ifnull",
                                                       "iif",
                                                       "instr",
                                                       "json",
                                                       "json_array",
                                                       "json_array_length",
                                                       "json_extract",
                                                       "json_group_array",
                                                       "json_group_object",
                                                       "json_insert",
                                                       "json_object",
                                                       "json_patch",
                                                       "json_quote",
                                                       "json_remove",
                                                       "json_replace",
                                                       "json_set",
                                                       "json_type",
                                                       "json_valid",
                                                       "julianday",
                                                       "lag",
                                                       "last_value",
                                                       "lead",
                                                       "length",
                                                       "like",
                                                       "likelihood",
                                                       "likely",
                                                       "ln",
                                                       "log",
                                                       "log10",
                                                       "log2",
                                                       "lower",
                                                       "ltrim",
                                                       "match",
                                                       "max",
                                                       "min",
                                                       "mod",
                                                       "nth_value",
                                                       "ntile",
                                                       "nullif",
                                                       "percent_rank",
                                                       "pi",
                                                       "pow",
                                                       "power",
                                                       "printf",
                                                       "quote",
                                                       "radians",
                                                       "rank",
                                                       "replace",
                                                       "round",
                                                       "row_number",
                                                       "rtrim",
                                                       "sign",
                                                       "sin",
                                                       "sinh",
                                                       "snippet",
                                                       "soundex",
                                                       "sqrt",
                                                       "strftime",
                                                       "substr",
                                                       "substring",
                                                       "sum",
                                                       "tan",
                                                       "tanh",
                                                       "time",
                                                       "total",
                                                       "trace_grep",
                                                       "trace_payload",
                                                       "trace_text",
                                                       "trim",
                                                       "trunc",
                                                       "typeof",
                                                       "unicode",
                                                       "unixepoch",
                                                       "unlikely",
                                                       "upper",
                                                       "zeroblob",
                                                       "random",
                                                       "sqlite_version"};

bool is_known_function(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kFunctions.begin(), kFunctions.end(), lower) != kFunctions.end();
}

bool may_do(int action, const char* function) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return true;
    case SQLITE_FUNCTION:
      return function != nullptr && is_known_function(function);
    default:
      return false;
  }
}

// Comments, blanks and semicolons may follow the statement; nothing else.
bool is_only_space(std::string_view tail) {
  while (!tail.empty()) {
    if (tail.starts_with("--")) {
      tail.remove_prefix(std::min(tail.find('\n'), tail.size()));
    } else if (tail.starts_with("/*")) {
      const std::size_t end = tail.find("*/", 2);
      tail.remove_prefix(end == std::string_view::npos ? tail.size() : end + 2);
    } else if (tail.front() == ';' || std::isspace(static_cast<unsigned char>(tail.front())) != 0) {
      tail.remove_prefix(1);
    } else {
      return false;
    }
  }
  return true;
}

// json_each and json_tree are declared when they are first used, which an authorizer would forbid.
void touch_table_functions(Database& db) {
  db.exec("SELECT 1 FROM json_each('[]') UNION ALL SELECT 1 FROM json_tree('[]')");
}

// Memory that only this process has: the second and third number of /proc/self/statm are pages that
// are there, and those of them that lie in files (proc(5)).
std::int64_t private_bytes(int statm) {
  std::array<char, 128> text{};
  if (::pread(statm, text.data(), text.size() - 1, 0) <= 0) return 0;
  char* at = text.data();
  std::strtoll(at, &at, 10);
  const std::int64_t resident = std::strtoll(at, &at, 10);
  const std::int64_t shared = std::strtoll(at, &at, 10);
  return (resident - shared) * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

struct Guard::State {
  SteadyClock::time_point deadline;
  base::Fd statm;
  std::int64_t most_bytes = 0;
  int old_attached = 0;
  int old_length = 0;
};

Guard::Guard(Database& db, const GuardLimits& limits) : db_(db), state_(std::make_unique<State>()) {
  sqlite3* handle = db.handle();
  touch_table_functions(db);
  state_->deadline = SteadyClock::now() + limits.deadline;
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  state_->old_attached = sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  state_->old_length = sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024);
  // SQLite's own limit of the heap needs its statistics, which are off (sqlite.cpp).
  state_->statm = base::Fd(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  state_->most_bytes = private_bytes(state_->statm.get()) + limits.heap_bytes;
  const auto is_too_much = [](void* of) {
    const auto& state = *static_cast<State*>(of);
    const bool is_late = SteadyClock::now() > state.deadline;
    return is_late || private_bytes(state.statm.get()) > state.most_bytes ? 1 : 0;
  };
  sqlite3_progress_handler(handle, 10'000, is_too_much, state_.get());
  // The second of the four texts is the name of a function (sqlite.org/c3ref/c_alter_table.html).
  const auto authorize = [](void*, int action, const char*, const char* name, const char*,
                            const char*) { return may_do(action, name) ? SQLITE_OK : SQLITE_DENY; };
  sqlite3_set_authorizer(handle, authorize, nullptr);
}

Guard::~Guard() {
  sqlite3* handle = db_.handle();
  sqlite3_set_authorizer(handle, nullptr, nullptr);
  sqlite3_progress_handler(handle, 0, nullptr, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, state_->old_attached);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, state_->old_length);
}

Statement Guard::prepare(std::string_view sql) {
  const char* tail = nullptr;
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v3(db_.handle(), sql.data(), static_cast<int>(sql.size()), 0, &raw, &tail);
  const bool is_empty = raw == nullptr;
  const bool only_reads = !is_empty && sqlite3_stmt_readonly(raw) != 0;
  sqlite3_finalize(raw);
  if (code == SQLITE_AUTH) throw Failure(Errc::bad_usage, "only reading is allowed here");
  if (code != SQLITE_OK) throw_sqlite(db_.handle(), code, "bad SQL");
  if (is_empty) throw Failure(Errc::bad_usage, "there is no statement");
  if (!only_reads) throw Failure(Errc::bad_usage, "only reading is allowed here");
  const auto used = static_cast<std::size_t>(tail - sql.data());
  if (!is_only_space(sql.substr(used))) throw Failure(Errc::bad_usage, "one statement at a time");
  return Statement(db_, sql.substr(0, used));
}

std::string Guard::plan(std::string_view sql) {
  Statement statement = prepare("EXPLAIN QUERY PLAN " + std::string(sql));
  std::string lines;
  statement.each([&](const Row& row) { lines.append("  ").append(row.text(3)).append("\n"); });
  return lines;
}

std::vector<std::string> column_names(const Statement& statement) {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(statement.handle()); ++i) {
    const char* name = sqlite3_column_name(statement.handle(), i);
    names.emplace_back(name == nullptr ? "" : name);
  }
  return names;
}

}  // namespace trace::store
