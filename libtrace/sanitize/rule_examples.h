// An example for each built-in rule, made when asked for: no source file holds a word that looks
// like a token. Pure: safe on any thread.
#pragma once

#include "sanitize/sanitizer.h"

#include <string>
#include <vector>

namespace trace::sanitize {

struct RuleExample {
  std::string rule;
  std::string text;
  bool hit = true;  // the rule must find something in it
};

// Give examples of the token rules, the rules for key names, headers, URLs and personal data.
std::vector<RuleExample> built_in_examples();

// Return those that do not come out as they should; a rule that is off is not asked.
std::vector<RuleExample> failing_examples(const Sanitizer& sanitizer,
                                          const std::vector<RuleExample>& examples);

}  // namespace trace::sanitize
