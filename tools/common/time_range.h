// --since and --until as points in time, and the clock that "now" comes from. For the main thread.
#pragma once

#include "base/time.h"
#include "common/environment.h"

#include <memory>
#include <optional>
#include <string>

namespace trace::cli {

// Half-open [since, until); what is missing is not bounded.
struct TimeRange {
  std::optional<base::UnixMicros> since;
  std::optional<base::UnixMicros> until;
};

// Return the clock of this process: fixed under SOURCE_DATE_EPOCH, else that of the system.
// Throws Failure configuration when SOURCE_DATE_EPOCH is no number of seconds.
std::unique_ptr<base::Clock> make_clock(const Environment& environment);

// Read both ends in the zone --tz. Throws Failure bad_usage naming the option and what is accepted,
// or configuration when the zone database is not installed.
TimeRange read_times(const std::string& since, const std::string& until, const std::string& zone,
                     const Environment& environment, base::UnixMicros now);

}  // namespace trace::cli
