// The command line of trace-export as typed values. Plain values; not shared between threads.
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

enum class ExportFormat : std::uint8_t {
  jsonl,
  json,
  csv,
  txt,
  md,
  html,
  otlp,
  chrome,
  raw,
  flat,
  db
};
enum class RecordKind : std::uint8_t { trace, event, request, content };

struct ShipOptions {
  std::string name;  // empty: nothing is shipped
  std::string sink;
  std::int64_t batch = 10'000;
  bool follow = false;
  base::DurationMs retry{1000};  // before a sink is tried again the first time
  bool again = false;
  bool forget = false;
};

struct ExportOptions {
  std::vector<std::string> operands;  // traces, or "-"
  bool ids_end_with_nul = false;
  cli::StoreOptions store;
  std::string archives;
  cli::MessageOptions messages;
  std::string tz = "local";
  std::string key_file;
  bool no_pager = false;
  cli::When progress = cli::When::automatic;
  cli::FilterOptions filters;
  bool all = false;
  ExportFormat output = ExportFormat::jsonl;
  std::string to;  // empty: stdout
  std::vector<RecordKind> kinds;
  bool sanitize = false;
  ShipOptions ship;
};

// Declare the command line.
void declare(cli::Command& command, ExportOptions& options);

}  // namespace trace::tools
