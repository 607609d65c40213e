// How diff and bisect print: a report for people, JSON, or rows. One thread.
#pragma once

#include "trace-query/run_steps.h"
#include "trace-query/session.h"

namespace trace::tools {

// Print two runs side by side.
void print_comparison(Session& session, const RunSummary& left, const RunSummary& right,
                      const Comparison& comparison);

// Append {"left":…,"right":…,"first_call":…,"first_result":…,…}.
void append_comparison(std::string& out, const RunSummary& left, const RunSummary& right,
                       const Comparison& comparison);

}  // namespace trace::tools
