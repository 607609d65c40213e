// Figures about a store as a whole: sizes, numbers of rows, age, rates, what runs. Cheap enough for
// a prompt: nothing here reads all events. Same thread rule as the Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trace::store {

struct StoreReport {
  std::int64_t bytes = 0;       // the file
  std::int64_t wal_bytes = 0;   // the log beside it
  std::int64_t free_bytes = 0;  // in the file, not used
  std::int64_t schema = 0;
  std::int64_t traces = 0, events = 0, requests = 0, contents = 0;
  std::optional<base::UnixMicros> oldest, newest;  // starts of traces
  std::int64_t queued = 0, running = 0;
  // Within the last minute, hour and day before now.
  std::int64_t events_last_minute = 0, events_last_hour = 0;
  std::int64_t requests_last_hour = 0, traces_last_day = 0;
};

// Read the figures. Throws Failure.
StoreReport report_store(Database& db, base::UnixMicros now);

// The bytes of each table and index, largest first. Reads every page. Throws Failure.
std::vector<std::pair<std::string, std::int64_t>> table_sizes(Database& db);

}  // namespace trace::store
