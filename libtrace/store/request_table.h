// Rows of `requests` and `contents` as a writer sees them: one row a model call, whoever reports it
// and how often; the fullest report wins, its owner is the trace that started first. Works inside
// the writer's transaction. One object belongs to one Database and thread.
#pragma once

#include "model/records.h"
#include "store/names.h"
#include "store/sqlite.h"
#include "store/trace_table.h"

#include <cstdint>
#include <optional>
#include <string>

namespace trace::store {

class RequestTable {
 public:
  RequestTable(Database& db, Names& names);
  // Insert the call, or merge the report into what is there. `next_id` is raised when a row is
  // added. `owner` may be null.
  void apply(const model::Request& request, const TraceState* owner, std::int64_t& next_id);
  // Keep what was said. False: no such request, or its token keeps no content.
  bool apply(const model::Content& content, bool keep_by_default);

 private:
  void insert(const model::Request& request, const TraceState* owner, std::int64_t id);
  void merge(const model::Request& request, const TraceState* owner, const Row& row);
  void claim(std::int64_t id, std::optional<std::int64_t> owned_by, const TraceState& owner);
  void bind_values(Statement& statement, const model::Request& request);
  Names& names_;
  Statement find_, insert_, merge_, widen_, own_, claim_, follow_, find_content_, content_;
};

}  // namespace trace::store
