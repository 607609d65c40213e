#include "store/segment_workers.h"

#include "store/rollup_rows.h"
#include "store/schema.h"
#include "store/snapshot.h"

#include <optional>
#include <thread>

namespace trace::store {

void SegmentWorkers::work(Database& db, SegmentGroups& groups) {
  SegmentTable table(db);
  SegmentCosts costs(db, costs_);
  SegmentBytes bytes;
  SegmentView view;
  while (!groups.is_overfull()) {
    const std::size_t at = next_++;
    if (at >= spans_.size()) return;
    bytes.span = spans_[at];
    for (std::size_t i = 0; i < kSegmentColumns; ++i)
      if (query_.needs(bytes.span, static_cast<SegmentColumn>(i)))
        table.read(bytes.span, static_cast<SegmentColumn>(i), bytes.columns[i]);
    costs.settle(query_, bytes);
    query_.look(bytes, view);
    groups.add(view);
  }
}

void SegmentWorkers::work_beside(const std::string& path, const std::string& state,
                                 SegmentGroups& groups) {
  std::optional<Database> db;
  std::optional<Snapshot> snapshot;
  try {
    db.emplace(open_for_reading(path));
    // Few pages that are used again stay in the processor's cache.
    db->exec("PRAGMA cache_size=100");
    snapshot.emplace(*db);
    if (rollup_stamp(*db) != state) return;
  } catch (const base::Failure&) {
    return;  // the caller's connection works
  }
  try {
    work(*db, groups);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();  // run() throws it
  }
}

const SegmentGroups& SegmentWorkers::run(Database& db, std::size_t threads) {
  for (std::size_t i = 0; i <= threads; ++i)
    groups_.emplace_back(query_.by().size(), query_.parts());
  {
    const std::string state = threads > 0 ? rollup_stamp(db) : std::string();
    std::vector<std::jthread> all;
    for (std::size_t i = 0; i < threads; ++i)
      all.emplace_back([this, &db, &state, i] { work_beside(db.path(), state, groups_[i]); });
  }
  if (failure_) std::rethrow_exception(failure_);
  work(db, groups_.back());
  for (std::size_t i = 1; i < groups_.size(); ++i) groups_.front().merge(groups_[i]);
  return groups_.front();
}

}  // namespace trace::store
