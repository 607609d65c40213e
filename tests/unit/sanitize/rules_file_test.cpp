#include "sanitize/rules_file.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

constexpr char kRules[] = R"RULES(
// our own numbers
{"rules": [
  {"id": "badge", "regex": "(?i)badge (\\d{4})", "literals": ["badge"], "strategy": "remove",
   "tests": {"hit": ["badge 1234"], "miss": ["badge 12"]}},
  {"id": "key-pin", "enabled": false}
]})RULES";

std::string clean(const std::string& text, const SanitizerOptions& options) {
  const Sanitizer sanitizer = Sanitizer::compile(options).or_throw();
  std::string out;
  return sanitizer.scrub(text, out) ? out : text;
}

TEST(RulesFile, KnowsRulesTheirExamplesAndComments) {
  const auto rules = parse_rules(kRules).or_throw();
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].pattern.id, "badge");
  EXPECT_EQ(rules[0].strategy, Strategy::remove);
  EXPECT_EQ(rules[0].hits, std::vector<std::string>{"badge 1234"});
  EXPECT_FALSE(rules[1].enabled);
}

TEST(RulesFile, AddsRulesAndSwitchesBuiltInOnes) {
  SanitizerOptions options;
  options.rules_text = kRules;
  EXPECT_EQ(clean("Badge 1, badge 1234, {\"pin\":\"x7\"} password=a1b2", options),
            "Badge 1, badge , {\"pin\":\"x7\"} password=***");
  options.strategy_for_all = true;
  EXPECT_EQ(clean("badge 1234", options), "badge ***");
}

TEST(RulesFile, SaysWhichRuleIsWrong) {
  EXPECT_EQ(parse_rules("{").error().code, base::Errc::configuration);
  EXPECT_NE(parse_rules(R"([{"id":"a","colour":1}])").error().message.find("'colour'"),
            std::string::npos);
  SanitizerOptions options;
  options.rules_text = R"RULES([{"id":"a","regex":"("}])RULES";
  EXPECT_NE(Sanitizer::compile(options).error().message.find("rule 'a'"), std::string::npos);
}

}  // namespace
}  // namespace trace::sanitize
