#include "sanitize/rule_examples.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

void expect_all(const SanitizerOptions& options) {
  const Sanitizer sanitizer = Sanitizer::compile(options).or_throw();
  for (const RuleExample& example : failing_examples(sanitizer, built_in_examples())) {
    ADD_FAILURE() << example.rule << ": " << example.text;
  }
}

TEST(RuleExamples, EveryBuiltInRuleFindsItsExample) { expect_all({}); }

TEST(RuleExamples, EveryRuleForPersonalDataFindsItsExample) {
  SanitizerOptions options;
  options.disable = {"provider", "header", "key-name", "url", "context", "encoded"};
  options.enable = {"pii"};
  expect_all(options);
}

TEST(RuleExamples, AnExampleThatIsNotFoundFails) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const std::vector<RuleExample> examples = {{"key-password", "nothing here", true},
                                             {"key-password", "password=hunter2", false},
                                             {"key-password", "password=hunter2", true}};
  EXPECT_EQ(failing_examples(sanitizer, examples).size(), 2U);
}

}  // namespace
}  // namespace trace::sanitize
