// Loading what waits in the spool into the store: files of recorders that are gone, and the
// caller's own. Every record is written with full durability before its file goes; a record that is
// in the store already changes nothing, so a replay may be killed at any point. What was loaded
// closes the breaker. Belongs to the thread of its StoreSink.
#pragma once

#include "base/error.h"
#include "ingest/spool_sink.h"
#include "store/store_sink.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

struct ReplayOptions {
  std::vector<std::string> places;  // ingest::spool_places()
  std::string db_path;
  // The caller's own spool: closed when the store takes batches again, and loaded like the others.
  ingest::SpoolSink* own = nullptr;
  // Nothing is loaded when more than that waits.
  std::int64_t max_bytes = std::numeric_limits<std::int64_t>::max();
  // Asked between transactions: true ends the replay with Errc::interrupted.
  std::function<bool()> is_over = {};
};

struct ReplayReport {
  std::int64_t files = 0;    // loaded whole, and gone
  std::int64_t batches = 0;  // written to the store, new or not
  std::int64_t records = 0;  // rows and changes in them
  std::int64_t damaged = 0;  // records, or stretches of them, that could not be read or stored
  // Files that are still there: held by a live recorder or by another replay, written by a newer
  // version, or not reached.
  std::int64_t waiting_files = 0, waiting_bytes = 0;
  std::optional<base::Error> stopped;  // why not all was loaded: busy, full, io …
};

// Load the files of this store, oldest first, those of different places together. A file in which
// anything was damaged moves to `quarantine` beside it after what is whole in it was loaded. When
// nothing waits, the store is not touched and no file is made. Throws nothing but bad_alloc: what
// the world refuses is in the report.
ReplayReport replay(const ReplayOptions& options, StoreSink& sink);

}  // namespace trace::store
