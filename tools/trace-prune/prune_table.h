// What goes, one row a trace and one for each kind of requests, and the sum in words.
// For the main thread.
#pragma once

#include "trace-prune/choice.h"

#include <string>

namespace trace::tools {

struct PruneSum {
  std::int64_t traces = 0;
  store::PruneCount count;
};

// Print the rows on standard output and return their sum. Throws Failure.
PruneSum print_choice(const PruneOptions& options, const PruneChoice& choice, store::Database& db);

// Say the sum in words: `2 traces, 40 events, 3 requests, 1 content, 5120 bytes`.
std::string words_of(const PruneSum& sum);

}  // namespace trace::tools
