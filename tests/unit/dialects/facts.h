// What a dialect said of a run in the end, for tests: the changes of a trace folded into one, each
// call once as the store keeps it.
#pragma once

#include "unit/dialects/feeding.h"

#include "model/records.h"

#include <map>
#include <string>
#include <vector>

namespace trace::dialects {

inline model::TraceChange trace_of_run(const Feeding& f) {
  model::TraceChange out;
  for (const auto& c : f.changes<model::TraceChange>()) {
    if (out.id.empty()) out.id = c.id;
    if (c.id != out.id) continue;
    for (const auto field :
         {&model::TraceChange::parent, &model::TraceChange::title, &model::TraceChange::session_id,
          &model::TraceChange::model, &model::TraceChange::cwd, &model::TraceChange::metadata,
          &model::TraceChange::result, &model::TraceChange::stats, &model::TraceChange::error_code,
          &model::TraceChange::error_message})
      if (!(c.*field).empty()) out.*field = c.*field;
    if (c.status) out.status = c.status, out.ending = c.ending;
    if (c.started_at) out.started_at = c.started_at;
    if (c.ended_at) out.ended_at = c.ended_at;
    if (c.duration_ms) out.duration_ms = c.duration_ms;
    if (c.retryable) out.retryable = c.retryable;
  }
  return out;
}

inline std::map<std::string, model::Request> requests_of(const Feeding& f) {
  std::map<std::string, model::Request> by_id;
  for (const auto& r : f.changes<model::Request>()) by_id[r.id] = r;
  return by_id;
}

// input, cache read, cache write, output; what nobody knows counts as none.
inline std::vector<std::int64_t> sums_of(const Feeding& f) {
  std::vector<std::int64_t> sums(4);
  for (const auto& [id, r] : requests_of(f)) {
    sums[0] += r.tokens.input.value_or(0);
    sums[1] += r.tokens.cache_read.value_or(0);
    sums[2] += r.tokens.cache_write.value_or(0);
    sums[3] += r.tokens.output.value_or(0);
  }
  return sums;
}

inline std::vector<std::string> types_of(const Feeding& f) {
  std::vector<std::string> types;
  for (const auto& e : f.events) types.push_back(e.type);
  return types;
}

inline const SeenEvent& event_of_type(const Feeding& f, const std::string& type) {
  for (const auto& e : f.events)
    if (e.type == type) return e;
  throw std::out_of_range("no event of type " + type);
}

using Sums = std::vector<std::int64_t>;
using Types = std::vector<std::string>;

}  // namespace trace::dialects
