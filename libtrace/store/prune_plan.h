// What a prune would take away, counted: rows, and bytes of what was recorded. Reads only.
// Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/filter.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

// Ages that an end must have; nothing asks nothing. Traces that have not ended never go.
struct PruneAges {
  std::optional<base::UnixMicros> ended_before = {};         // of all
  std::optional<base::UnixMicros> errors_ended_before = {};  // of those that failed, instead
};

struct PruneCount {
  std::int64_t events = 0, requests = 0, contents = 0, bytes = 0;
  PruneCount& operator+=(const PruneCount& other) noexcept;
};

// A trace that may go.
struct PruneTrace {
  std::int64_t row = 0, at = 0;
  std::string id, title;
  model::RunStatus status = model::RunStatus::success;
  std::optional<base::UnixMicros> ended_at;
};

class PrunePlan {
 public:
  // `db` must outlive this.
  explicit PrunePlan(Database& db);
  // Return the ended traces that the filter and the ages let through, in order of start.
  std::vector<std::int64_t> traces(const Filter& filter, const PruneAges& ages);
  // Return those requests that belong to no trace.
  std::vector<std::int64_t> loose_requests(const Filter& filter, const PruneAges& ages);
  // Return a trace; nothing when it is gone or has not ended.
  std::optional<PruneTrace> trace(std::int64_t row);
  // Count what goes with a trace.
  PruneCount count(std::int64_t trace);
  // Count what goes with requests.
  PruneCount count_requests(const std::vector<std::int64_t>& requests);

 private:
  Database& db_;
  Statement trace_, events_, pieces_, requests_, request_;
};

}  // namespace trace::store
