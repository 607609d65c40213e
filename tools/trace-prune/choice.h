// What a prune takes: chosen by rules and ids, in order of start. For the main thread.
#pragma once

#include "trace-prune/options.h"
#include "trace-prune/rules.h"

#include "base/time.h"
#include "store/prune_plan.h"
#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::tools {

// Whole traces, by their row ids.
struct TraceGroup {
  std::string reason;
  std::vector<std::int64_t> rows;
};

// Requests by their row ids: of no trace, of any, or what was said in them only.
struct RequestGroup {
  enum class Kind : std::uint8_t { loose, any, content };
  std::string reason;
  Kind kind = Kind::loose;
  std::vector<std::int64_t> rows;
  std::string receipt;              // under which name their deletion is noted
  std::vector<std::string> tokens;  // that end with them
};

// Traces that lose events until they have `most`.
struct TrimGroup {
  std::string reason;
  std::int64_t most = 0;
  std::vector<std::int64_t> rows;
};

struct PruneChoice {
  std::vector<TraceGroup> traces;
  std::vector<RequestGroup> requests;
  std::vector<TrimGroup> trims;
  std::int64_t held_traces = 0, held_requests = 0;  // stay: not shipped yet
  bool is_empty() const noexcept;
};

// Choose. Throws Failure not_found for an id that is not there.
PruneChoice choose(const PruneRules& rules, const PruneOptions& options, store::Database& db);

}  // namespace trace::tools
