// The rules file of the user: rules of their own, layered over the built-in ones. JSON, whole lines
// of // comments allowed: {"rules": [{"id", "regex", "group", "description", "literals", "stop",
// "context", "min_length", "min_entropy", "strategy", "enabled", "tests": {"hit": [], "miss":
// []}}]}. A rule without a regex changes the built-in one of that id. The first group of the regex
// is the secret, else all of it. Pure functions: safe on any thread.
#pragma once

#include "base/result.h"
#include "sanitize/pattern_rules.h"
#include "sanitize/sanitizer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

struct FileRule {
  PatternRule pattern;
  std::string group = "user";
  std::string description;
  std::optional<Strategy> strategy;
  bool enabled = true;
  std::size_t line = 0;             // of the file
  std::vector<std::string> hits;    // texts that must be changed
  std::vector<std::string> misses;  // texts that must stay
};

// Understand a rules text. Errors: configuration, naming line and rule.
base::Result<std::vector<FileRule>> parse_rules(std::string_view text);

}  // namespace trace::sanitize
