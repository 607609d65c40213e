// Traces as records, whole, in order of start and then of id. Not for lists with filters and pages
// (history.h). Belongs to the thread of its Database.
#pragma once

#include "model/records.h"
#include "store/dictionary.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace trace::store {

// A trace, and where it is kept.
struct TraceRow {
  std::int64_t id = 0;
  model::TraceChange record;
  std::int64_t event_count = 0, error_count = 0;
};

class TraceRows {
 public:
  // Both must outlive this.
  TraceRows(Database& db, Dictionary& names);
  // Call `f` for every trace of the store. The row is used again for the next one.
  void all(const std::function<void(const TraceRow&)>& f);
  // Return these row ids in order of start and of id, each once; those that are not there are left
  // out.
  std::vector<std::int64_t> sorted(std::span<const std::int64_t> ids);
  // Call `f` for the traces with these row ids, as they come.
  void some(std::span<const std::int64_t> ids, const std::function<void(const TraceRow&)>& f);

 private:
  void fill(const Row& row, TraceRow& out);

  Dictionary& names_;
  Statement all_, one_;
};

}  // namespace trace::store
