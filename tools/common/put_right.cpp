#include "common/put_right.h"

#include "base/error.h"
#include "ingest/spool_dir.h"
#include "store/lock.h"
#include "store/replay.h"
#include "store/schema.h"
#include "store/store_sink.h"
#include "store/sweep.h"

#include <limits>
#include <unistd.h>
#include <vector>

namespace trace::cli {
namespace {

constexpr base::DurationMs kPatience{200};
// Readers judge processes only; how long silence may last is for `trace-prune --sweep`.
constexpr base::DurationMs kForever{std::numeric_limits<std::int64_t>::max() / 1'000'000};

// What is loaded in passing.
constexpr std::int64_t kMaxBytes = std::int64_t{64} << 20;

bool may_write(const std::string& path) { return ::access(path.c_str(), W_OK) == 0; }

// Whether the writers' turnstile can be had now.
bool is_free(const std::string& path) {
  store::StoreLock lock(path);
  return lock.acquire(kPatience);
}

// Returns how many files are still there.
std::int64_t load_spool(const std::string& path) {
  const auto places = spool_places(path, {}, Environment::of_process());
  const auto waiting = ingest::count_waiting(places);
  if (waiting.files == 0 || waiting.bytes >= kMaxBytes || !may_write(path)) return waiting.files;
  try {
    if (!is_free(path)) return waiting.files;
    store::StoreSink sink({.path = path, .patience = kPatience});
    return store::replay({.places = places, .db_path = path}, sink).waiting_files;
  } catch (const base::Failure&) {
    return waiting.files;  // a store that may not be written now says that they wait
  }
}

bool has_recorders(store::Database& db) {
  store::Statement any(db, "SELECT 1 FROM recorders LIMIT 1");
  return any.step().has_value();
}

// Returns whether all of them were ended, or had been by somebody else.
bool end_all(const std::string& path, const std::vector<store::LostTrace>& lost) {
  if (!may_write(path)) return false;
  try {
    if (!is_free(path)) return false;
    store::StoreLock lock(path);
    store::Database db = store::open_for_writing(path, store::Durability::normal);
    store::Sweep sweep(db);
    for (const store::LostTrace& trace : lost) sweep.end(trace, lock);
    return true;
  } catch (const base::Failure&) {
    return false;  // a store that may not be written now is shown as it should be
  }
}

}  // namespace

std::vector<std::string> spool_places(const std::string& db_path, const std::string& given,
                                      const Environment& environment) {
  const auto runtime = environment.get_filled("XDG_RUNTIME_DIR").value_or("");
  return ingest::spool_places(db_path, given, std::string(runtime));
}

Unsettled put_right(const std::string& path, store::Database& reader, base::UnixMicros now) {
  Unsettled unsettled;
  unsettled.waiting_files = load_spool(path);  // the end of a trace may be among it
  if (!has_recorders(reader)) return unsettled;
  const auto lost = store::Sweep(reader).find(now, kForever);
  if (lost.empty()) return unsettled;
  // The end of a trace may still wait in the spool: it comes first.
  if (unsettled.waiting_files == 0 && end_all(path, lost)) return unsettled;
  for (const store::LostTrace& trace : lost) unsettled.dead.insert(trace.row);
  return unsettled;
}

}  // namespace trace::cli
