// What a trace is and what it used, as named lines of text for people, shared by the reports. Texts
// hold what was recorded and are not yet safe for a terminal or a page. Pure functions: safe on any
// thread.
#pragma once

#include "calendar/zone.h"

#include "formats/timeline.h"
#include "model/records.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace trace::formats {

// Names and values, in the order in which they are shown; none is empty.
using Facts = std::vector<std::pair<std::string_view, std::string>>;

// Return what the trace is; `events` and `errors` are their numbers.
Facts trace_facts(const model::TraceChange& trace, std::int64_t events, std::int64_t errors,
                  const calendar::Zone& zone);

// Return what its requests add up to; nothing when there was none.
Facts usage_facts(const UsageTotals& totals);

}  // namespace trace::formats
