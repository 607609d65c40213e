#include "common/put_right.h"

#include "base/error.h"
#include "store/lock.h"
#include "store/schema.h"
#include "store/store_report.h"
#include "store/sweep.h"

#include <limits>
#include <unistd.h>
#include <vector>

namespace trace::cli {
namespace {

constexpr base::DurationMs kPatience{200};
// Readers judge processes only; how long silence may last is for `trace-prune --sweep`.
constexpr base::DurationMs kForever{std::numeric_limits<std::int64_t>::max() / 1'000'000};

bool has_recorders(store::Database& db) {
  store::Statement any(db, "SELECT 1 FROM recorders LIMIT 1");
  return any.step().has_value();
}

// Returns whether all of them were ended, or had been by somebody else.
bool end_all(const std::string& path, const std::vector<store::LostTrace>& lost) {
  if (::access(path.c_str(), W_OK) != 0) return false;
  try {
    store::StoreLock lock(path);
    if (!lock.acquire(kPatience)) return false;
    lock.release();
    store::Database db = store::open_for_writing(path, store::Durability::normal);
    store::Sweep sweep(db);
    for (const store::LostTrace& trace : lost) sweep.end(trace, lock);
    return true;
  } catch (const base::Failure&) {
    return false;  // a store that may not be written now is shown as it should be
  }
}

}  // namespace

Unsettled put_right(const std::string& path, store::Database& reader, base::UnixMicros now) {
  Unsettled unsettled;
  unsettled.waiting_files = store::report_spool(path + ".spool").files;
  if (!has_recorders(reader)) return unsettled;
  const auto lost = store::Sweep(reader).find(now, kForever);
  if (lost.empty()) return unsettled;
  // The end of a trace may wait in the spool: it comes first.
  if (unsettled.waiting_files == 0 && end_all(path, lost)) return unsettled;
  for (const store::LostTrace& trace : lost) unsettled.dead.insert(trace.row);
  return unsettled;
}

}  // namespace trace::cli
