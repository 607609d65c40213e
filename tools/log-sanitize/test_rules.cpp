#include "log-sanitize/test_rules.h"

#include "base/fd.h"
#include "common/message.h"
#include "sanitize/rule_examples.h"
#include "sanitize/rules_file.h"

#include <unistd.h>

namespace trace::tools {
namespace {

constexpr std::size_t kMostRules = 4 << 20;

void add_file_examples(const std::string& path, std::vector<sanitize::RuleExample>& examples) {
  const std::string text = base::read_file(path, kMostRules);
  for (const sanitize::FileRule& rule : sanitize::parse_rules(text).or_throw()) {
    for (const std::string& hit : rule.hits) examples.push_back({rule.pattern.id, hit, true});
    for (const std::string& miss : rule.misses) examples.push_back({rule.pattern.id, miss, false});
    if (!rule.pattern.regex.empty() && (rule.hits.empty() || rule.misses.empty())) {
      cli::print_message("log-sanitize",
                         "rule '" + rule.pattern.id + "' has no examples of both kinds");
    }
  }
}

}  // namespace

cli::Exit test_rules(const std::string& rules_path, const sanitize::Sanitizer& sanitizer) {
  std::vector<sanitize::RuleExample> examples = sanitize::built_in_examples();
  if (!rules_path.empty()) add_file_examples(rules_path, examples);
  const auto failing = sanitize::failing_examples(sanitizer, examples);
  std::string out;
  for (const sanitize::RuleExample& example : failing) {
    out += example.rule + (example.hit ? ": not found: " : ": found where it is not: ") +
           cli::visible(example.text) + "\n";
  }
  out += std::to_string(examples.size()) + " examples, " + std::to_string(failing.size()) +
         " failed\n";
  base::write_all(STDOUT_FILENO, out, "the result");
  return failing.empty() ? cli::Exit::ok : cli::Exit::no;
}

}  // namespace trace::tools
