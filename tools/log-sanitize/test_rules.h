// --test-rules: every rule is tried on its examples. For the main thread.
#pragma once

#include "common/exit_code.h"
#include "sanitize/sanitizer.h"

#include <string>

namespace trace::tools {

// Try the built-in examples and those of the rules file (when its path is not empty), print what
// does not come out right, and say with the exit code whether anything did not.
cli::Exit test_rules(const std::string& rules_path, const sanitize::Sanitizer& sanitizer);

}  // namespace trace::tools
