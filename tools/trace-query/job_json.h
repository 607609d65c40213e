// Jobs, their log entries and their figures as JSON: the shapes of `job` and `follow`.
// Pure functions: safe on any thread.
#pragma once

#include "trace-query/event_text.h"

#include "model/event_row.h"
#include "model/records.h"
#include "store/trace_usage.h"

#include <string>

namespace trace::tools {

// Append {job_id, job_type, …}.
void append_job_object(std::string& out, const model::TraceChange& trace,
                       const store::UsageSums& usage);

// Append {timestamp, level, message, seq, type, payload}.
void append_log_object(std::string& out, const model::EventRow& event, EventText& text);

// Append {llm_calls, input_tokens, …, cost_usd}; what no call told is left out.
void append_stats_object(std::string& out, const store::UsageSums& usage);

}  // namespace trace::tools
