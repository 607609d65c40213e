// Is everything all right with a store? Each check knows one way in which it is not, says so with a
// code that scripts may rely on, and with a command that helps. Reads only, changes nothing: not
// even what any reader would put right. Belongs to the thread of the Database.
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace::integrity {

struct Finding {
  std::string_view code;
  std::string what;           // what is wrong
  std::string fix;            // what to do: a command to paste
  bool is_only_told = false;  // information: nothing has to be done
};
using FindingOut = std::function<void(Finding)>;

// What is examined.
struct Patient {
  store::Database& db;
  std::string path;
  std::vector<std::string> spool_places;
  base::UnixMicros now;
};

struct DoctorCheck {
  std::string_view name;
  void (*run)(const Patient& patient, const FindingOut& out);
};

// The checks of files, of the spool, of rows; each file of checks adds its own.
std::span<const DoctorCheck> file_checks() noexcept;
std::span<const DoctorCheck> spool_checks() noexcept;
std::span<const DoctorCheck> row_checks() noexcept;
std::span<const DoctorCheck> upkeep_checks() noexcept;

// Run all of them. A check that cannot be done is a finding, too.
void examine(const Patient& patient, const FindingOut& out);
// Say why a store cannot be opened, when that is a finding and not a wrong name.
std::optional<Finding> examine_closed(const std::string& path,
                                      const std::vector<std::string>& spool_places,
                                      const base::Failure& failure);

// Put a path into quotes for a shell.
std::string in_quotes(std::string_view path);

// How many of the traces that failed tell their cause.
struct Coverage {
  std::int64_t failed = 0, with_code = 0, with_message = 0, with_event = 0, with_all = 0;
  std::int64_t children = 0, children_without_parent = 0;
};
Coverage error_coverage(store::Database& db);

}  // namespace trace::integrity
