// Points in time as people type them: `2026-11-20 03:00 Asia/Shanghai`, `yesterday`, `2h ago`,
// `@1700000000`. Lengths are in span.h. The zone database is opened only by an expression that
// needs it. Free functions: safe on any thread.
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <string>
#include <string_view>

namespace trace::calendar {

struct TimeContext {
  base::UnixMicros now;
  std::string zone = "local";  // where a day begins when the text does not say: a Zone::load name
  std::string local_name;      // what TZ said; empty: the machine's zone
};

// Read a point in time. A bare length (`7d`) and a negative one (`-90m`) lie before now, `+2h`
// after. Errors: bad_usage with three accepted examples; those of Zone::load for the zone in the
// text.
base::Result<base::UnixMicros> parse_time(std::string_view text, const TimeContext& context);

}  // namespace trace::calendar
