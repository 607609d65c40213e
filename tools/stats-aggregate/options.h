// The command line of stats-aggregate as typed values. Plain values; not shared between threads.
#pragma once

#include "common/command.h"
#include "common/filter_options.h"
#include "common/shared_options.h"
#include "store/request_cost.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

enum class StatsVerb : std::uint8_t { overview, by, trend, dashboard };
enum class StatsFormat : std::uint8_t { table, jsonl, json, csv, md, html };

struct StatsOptions {
  StatsVerb verb = StatsVerb::overview;
  std::vector<std::string> operands;  // of by: dimensions, separated by commas
  cli::StoreOptions store;
  std::string archives;
  cli::MessageOptions messages;
  std::string tz = "local";
  bool no_pager = false;
  cli::FilterOptions filters;
  std::int64_t days = 30;
  bool yesterday = false;
  bool audit = false;
  bool refresh = false;
  bool rebuild = false;
  bool reprice = false;
  bool apply = false;  // with reprice
  bool yes = false;
  std::optional<base::DurationMs> max_age;  // sums that are younger are fresh enough
  std::vector<std::string> fail_if;
  std::vector<std::string> budgets;
  std::string price_file;  // empty: the prices that come with the tools
  store::CostMode cost_mode = store::CostMode::automatic;
  std::optional<StatsFormat> output;  // not said: table on a terminal, jsonl in a pipe
  std::vector<std::string> fields;
};

// Declare the command line.
void declare(cli::Command& command, StatsOptions& options);

}  // namespace trace::tools
