// Personal data: off by default, group `pii`. Patterns with their checks (Luhn, mod 97 …).
// A table: safe on any thread.
#pragma once

#include "sanitize/pattern_rules.h"

#include <string_view>
#include <vector>

namespace trace::sanitize {

struct PiiRule {
  PatternRule pattern;
  std::string_view description;
  std::string_view example;
};

std::vector<PiiRule> pii_rules();

}  // namespace trace::sanitize
