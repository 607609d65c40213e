// A run as its tool calls, each with what came back: what diff and bisect compare. For the main
// thread.
#pragma once

#include "trace-query/session.h"

#include "decode/alignment.h"
#include "model/records.h"
#include "store/resolve.h"
#include "store/trace_usage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

struct RunStep {
  std::int64_t seq = 0;
  std::string tool, input;  // of the input the first 2 KiB
  std::string output;       // likewise
  bool is_answered = false, has_failed = false;
  std::optional<std::int64_t> took_ms;
  std::uint64_t call_key = 0, result_key = 0;  // over the whole texts
};

struct RunSummary {
  model::TraceChange record;
  store::UsageSums usage;
  std::vector<RunStep> steps;
  std::vector<std::uint64_t> keys() const;
};

// Read a run.
RunSummary read_run(Session& session, const store::TraceRef& trace);

// Two runs side by side.
struct Comparison {
  std::vector<decode::Pair> pairs;
  std::optional<std::size_t> first_call;    // the pair in which they call something else
  std::optional<std::size_t> first_result;  // the pair that calls the same and gets another result
  decode::Pair instead;                     // what each of them calls at first_call
  std::size_t same = 0;                     // calls that both have
};

Comparison compare(const RunSummary& left, const RunSummary& right);

}  // namespace trace::tools
