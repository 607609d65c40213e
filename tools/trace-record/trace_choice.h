// The trace that log and finish are about. For the main thread.
#pragma once

#include "trace-record/verb_context.h"

#include "model/status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::tools {

// A trace as it stands in the store.
struct ChosenTrace {
  std::string id;
  model::RunStatus status = model::RunStatus::running;
  model::Ending ending = model::Ending::open;
  model::Keep keep = model::Keep::full;
  std::int64_t event_count = 0;
};

// Find the trace that an operand names: `.` is the enclosing one. Nothing when the operand is empty
// or the enclosing trace is: recording was off when it began. A whole id that the store does not
// know yet is taken as it is while records wait in the spool. Throws Failure bad_usage, not_found.
std::optional<ChosenTrace> choose_trace(VerbContext& context, std::string_view operand);

}  // namespace trace::tools
