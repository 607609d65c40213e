// The command line of log-sanitize as typed values. Plain values; not shared between threads.
#pragma once

#include "common/command.h"
#include "common/shared_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

enum class SanitizeFormat : std::uint8_t { automatic, jsonl, json, text, http, sse, url };
enum class SanitizeStrategy : std::uint8_t { mask, remove, hash };

struct SanitizeOptions {
  std::vector<std::string> files;  // empty, or "-": stdin
  std::string config;
  std::string key_file;
  cli::MessageOptions messages;
  SanitizeFormat format = SanitizeFormat::automatic;
  std::optional<SanitizeStrategy> strategy;  // not said: what each rule says
  std::vector<std::string> fields;           // names whose values are secret
  std::vector<std::string> allow;            // names whose values are not
  std::string rules;
  std::vector<std::string> enable, disable;  // rules or groups
  bool list_rules = false;
  bool test_rules = false;
  bool check = false;
  std::string report;
  bool in_place = false;
};

// Declare the command line.
void declare(cli::Command& command, SanitizeOptions& options);

}  // namespace trace::tools
