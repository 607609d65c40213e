// RFC 3339 in UTC with microseconds, for JSON and for what is typed. No zones of the world here
// (see zone.h), no Abseil: formatting is on the way of every exported row.
// Free functions without state: safe on any thread.
#pragma once

#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::calendar {

// Append `2026-11-20T03:00:00.123456Z`. Years beyond 0000–9999 get a sign, as ISO 8601 wants.
void append_rfc3339(std::string& out, base::UnixMicros at);

// Return `2026-11-20T03:00:00.123456Z`.
std::string rfc3339(base::UnixMicros at);

// Read an RFC 3339 time with its offset; digits beyond the microsecond are cut, a blank may stand
// for the `T`. Return nothing when the text is anything else.
std::optional<base::UnixMicros> parse_rfc3339(std::string_view text);

}  // namespace trace::calendar
