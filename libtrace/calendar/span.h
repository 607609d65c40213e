// Lengths of time as people type them: `30s`, `1h30m`, `2 hours`, `6M`. `m` is a minute, `M` a
// month. No points in time (see time_expression.h). Free functions: safe on any thread.
#pragma once

#include "calendar/scanner.h"

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::calendar {

// Months and years have no fixed length: they are kept apart until a calendar is at hand.
struct Span {
  std::int64_t months = 0;
  std::int64_t micros = 0;
};

// Read a length such as `250ms`, `30s`, `5m`, `2h`, `7d`, `1h30m`; a month counts as 30 days and a
// year as 365. Error bad_usage names what is accepted.
base::Result<base::DurationMs> parse_duration(std::string_view text);

// Take one or more numbers with units from `in` and stop before what is none. Nothing when the
// first is missing, a unit is unknown or the sum does not fit.
std::optional<Span> take_span(Scanner& in);

}  // namespace trace::calendar
