// The command line of trace-prune as typed values. Plain values; not shared between threads.
#pragma once

#include "base/time.h"
#include "common/command.h"
#include "common/filter_options.h"
#include "common/shared_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

enum class PruneFormat : std::uint8_t { table, jsonl };

struct PruneOptions {
  std::vector<std::string> operands;  // traces, or "-"
  bool ids_end_with_nul = false;
  cli::StoreOptions store;
  cli::MessageOptions messages;
  std::string tz = "local";
  cli::When progress = cli::When::automatic;
  cli::FilterOptions filters;
  std::optional<base::DurationMs> older_than;
  std::optional<base::DurationMs> keep_errors;
  std::optional<std::int64_t> max_size, max_traces, max_events;
  std::string conversation;
  std::string scrub;      // the file that holds the value
  std::string archive;    // the folder that months go to
  std::string unarchive;  // the file that comes back
  bool automatic = false;
  bool force = false;
  std::optional<base::DurationMs> compress_after;
  bool sweep = false;
  bool vacuum = false;
  bool apply = false;
  bool yes = false;
  std::optional<PruneFormat> output;  // not said: table on a terminal, jsonl in a pipe
};

// Declare the command line.
void declare(cli::Command& command, PruneOptions& options);

}  // namespace trace::tools
