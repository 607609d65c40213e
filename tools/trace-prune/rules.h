// What shall go, as rules: from the options of one call, or from the settings of the store
// (--auto). Plain values; the reasons are those that receipts give. For the main thread.
#pragma once

#include "trace-prune/options.h"

#include "base/time.h"
#include "store/filter.h"
#include "store/prune_plan.h"
#include "store/settings.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

// Traces by age, and requests of no trace; not those of these sources and tokens, which have rules
// of their own.
struct AgeRule {
  std::string reason;
  store::Filter filter;
  store::PruneAges ages;
  bool takes_requests = true;
  std::vector<std::string> but_sources, but_tokens;
};

// Requests of a token, of whatever trace; whole: the token goes with them.
struct TokenRule {
  std::string reason;
  store::Filter filter;
  store::PruneAges ages;
  bool is_whole = false;
};

// Not more than that many traces, or events a trace.
struct CapRule {
  std::string reason;
  store::Filter filter;
  std::int64_t most = 0;
  std::vector<std::string> but_sources;
};

struct PruneRules {
  std::vector<AgeRule> ages;
  std::vector<TokenRule> tokens;
  std::vector<CapRule> traces, events;
  std::optional<std::int64_t> max_size;
  store::Filter size_filter;
  std::string conversation;  // whose content goes
};

// Tell whether the options of one call choose anything themselves.
bool chooses(const PruneOptions& options);
// Read the rules of one call. Throws Failure bad_usage for a bad filter.
PruneRules rules_of(const PruneOptions& options, store::Database& db, base::UnixMicros now);
// Read the rules that the settings give.
PruneRules rules_of(const store::Settings& settings, base::UnixMicros now);

}  // namespace trace::tools
