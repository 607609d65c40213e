// Where a value was found, one row a place. For the main thread.
#pragma once

#include "trace-prune/options.h"
#include "trace-prune/raw_scan.h"

#include "store/scrub_rows.h"

#include <vector>

namespace trace::tools {

struct ScrubFindings {
  std::vector<store::ScrubPlace> rows;
  RawScan raw;
  bool is_empty() const noexcept { return rows.empty() && raw.hits.empty(); }
};

// Print them on standard output. Throws Failure.
void print_findings(const PruneOptions& options, const ScrubFindings& findings);

}  // namespace trace::tools
