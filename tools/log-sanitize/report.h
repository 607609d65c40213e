// The report of log-sanitize: one JSON object a finding, never the secret. And the list of rules.
// One thread.
#pragma once

#include "base/fd.h"
#include "sanitize/sanitizer.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

class Report {
 public:
  // Write to `path`, "-" is stdout; an empty path writes nothing. Throws Failure cannot_create.
  explicit Report(const std::string& path);
  // Add the findings of one file.
  void add(std::string_view file, std::span<const sanitize::Finding> findings);
  // Write what is left. Throws Failure.
  void close();

 private:
  std::string path_;
  base::Fd fd_;
  std::string buffer_;
};

// Spell the rules as a table: name, group, on or off, what it is for.
std::string rules_table(const std::vector<sanitize::RuleInfo>& rules);

}  // namespace trace::tools
