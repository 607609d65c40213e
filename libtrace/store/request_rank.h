// Which of several reports of one model call is believed: the one that was fitted to its run's
// total, then the one with most tokens, then the one that saw most of the call, then the one whose
// bytes sort first, so that their order makes no difference. Pure functions: safe on any thread.
#pragma once

#include "model/records.h"

#include <cstdint>
#include <string>

namespace trace::store {

// The rank of a report as bytes; of two reports the one with the greater rank wins, equal ranks are
// equal reports.
std::string request_rank(const model::Request& request);
// A rank below that of every report with this many tokens or more.
std::string rank_of_sum(std::int64_t tokens);

}  // namespace trace::store
