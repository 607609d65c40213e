// Which of several reports of one model call is believed: the one that was fitted to its run's
// total, then the one with most tokens, then the one that saw most of the call, then the one whose
// bytes sort first, so that their order makes no difference. Pure functions: safe on any thread.
#pragma once

#include "model/records.h"

#include <cstdint>
#include <string>

namespace trace::store {

// The rank of a report as bytes; of two reports the one with the greater bytes wins, equal bytes
// are equal reports. Two that are equal but for the source of their cost have one sum in common.
struct RequestRank {
  std::string bytes;
  std::uint64_t besides_cost_source = 0;
};
RequestRank request_rank(const model::Request& request);
// A rank below that of every report with this many tokens or more.
std::string rank_of_sum(std::int64_t tokens);

}  // namespace trace::store
