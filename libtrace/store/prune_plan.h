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
  // Return the requests that the filter and the ages let through, whether of a trace or not.
  std::vector<std::int64_t> requests(const Filter& filter, const PruneAges& ages);
  // Return the ended ones of all but the `most` newest traces that the filter lets through, the
  // oldest first.
  std::vector<std::int64_t> traces_beyond(const Filter& filter, std::int64_t most);
  // Return the ended traces with more than `most` events, in order of start.
  std::vector<std::int64_t> traces_with_more_events(const Filter& filter, std::int64_t most);
  // Return the requests with content of a conversation: its id, or a request's where that has none.
  std::vector<std::int64_t> requests_of_conversation(const std::string& id);
  // Return a trace; nothing when it is gone or has not ended.
  std::optional<PruneTrace> trace(std::int64_t row);
  // Count what goes with a trace.
  PruneCount count(std::int64_t trace);
  // Count the events, and their bytes, that go when the trace keeps `most`: the oldest that are no
  // errors.
  PruneCount count_trimmed(std::int64_t trace, std::int64_t most);
  // Count what goes with requests, or with what was said in them alone (contents).
  PruneCount count_requests(const std::vector<std::int64_t>& requests);

 private:
  Database& db_;
  Statement trace_, events_, pieces_, requests_, request_;
};

}  // namespace trace::store
