// Which traces or requests are meant: the filters that list, export, prune and count alike.
// Plain values as typed; not shared between threads.
#pragma once

#include "base/time.h"
#include "common/command.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::cli {

// Lists are alternatives (any of them); different filters all have to hold.
struct FilterOptions {
  std::string cwd;
  std::vector<std::string> host, parent, session, source, source_ref, status;
  std::vector<std::string> actor, user, token, account, model, provider, mode, error_code;
  std::vector<std::string> tags;  // K=V
  std::string since, until;       // calendar/ reads them
  std::optional<base::DurationMs> min_duration;
  std::optional<std::int64_t> min_tokens;
  std::string grep;
  std::string where;
};

// Add all filters, for the verbs in `verbs` only.
void declare_filters(Command& command, FilterOptions& options, VerbBits verbs = kAllVerbs);

}  // namespace trace::cli
