// A command that tells good runs from bad ones, in the manner of `git bisect run`: it has the run
// as record lines on stdin, its id in TRACE_BISECT_ID and for {} among its words. Exit 0 is good,
// 125 cannot be told, 1 to 127 is bad. For the main thread.
#pragma once

#include "trace-query/session.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace trace::tools {

// The places of the last good and the first bad run, and how many between them cannot be told.
struct Bisected {
  std::optional<std::size_t> last_good, first_bad;
  std::size_t skipped = 0;
};

// Are the first and the last run known to be good and bad, or are they asked about, too?
enum class Ends : std::uint8_t { known, asked };

// Find them among runs in order of start with few questions. Throws Failure bad_usage when the
// command cannot be run, interrupted when it was ended by a signal or says 128 and more.
Bisected bisect_by_command(Session& session, const std::vector<std::int64_t>& runs, Ends ends);

}  // namespace trace::tools
