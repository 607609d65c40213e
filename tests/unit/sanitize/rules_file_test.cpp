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

std::string refusal(const std::string& text) {
  SanitizerOptions options;
  options.rules_text = text;
  const auto compiled = Sanitizer::compile(options);
  return compiled ? "" : compiled.error().message;
}

TEST(RulesFile, SaysOnWhichLineItIsWrong) {
  EXPECT_EQ(refusal("// ours\n[\n{\"id\": \"a\",\n \"colour\": 1}]"),
            "rules, line 4: rule 'a': 'colour' is no key of a rule");
  EXPECT_EQ(refusal("// ours\n[\n{\"id\" \"a\"}]"), "rules, line 3: this is not JSON");
  EXPECT_EQ(refusal("[\n{\"regex\": \"x\"}]"), "rules, line 2: a rule has no id");
  EXPECT_EQ(refusal("[\n\n{\"id\":\"a\",\"regex\":\"x\",\"stop\":\"y\"}]"),
            "rules, line 3: rule 'a': stop is a list of words");
  EXPECT_EQ(refusal("[\n{\"id\":\"nothing\"}]"),
            "rules, line 2: rule 'nothing' has no regex and is not built in");
  EXPECT_EQ(refusal("[\n{\"id\":\"a\",\"regex\":\"(\"}]").substr(0, 24),
            "rules, line 2: rule 'a':");
}

TEST(RulesFile, ARegexThatIsTooLargeIsRefused) {
  EXPECT_NE(refusal(R"([{"id":"a","regex":"((x{1000}){1000}){1000}"}])"), "");
  EXPECT_NE(refusal(R"([{"id":"a","regex":"(\\pL{900}y){900}"}])"), "");
}

TEST(RulesFile, StopWordsContextAndEntropyDecide) {
  SanitizerOptions options;
  options.rules_text = R"RULES([
    {"id": "stop", "regex": "BADGE-\\w+", "stop": ["Example"]},
    {"id": "context", "regex": "N\\d{4}", "context": ["locker"]},
    {"id": "entropy", "regex": "E[a-z]{8}", "min_entropy": 2.5}])RULES";
  EXPECT_EQ(clean("BADGE-77 BADGE-EXAMPLE", options), "*** BADGE-EXAMPLE");
  EXPECT_EQ(clean("my Locker N1234", options), "my Locker ***");
  EXPECT_EQ(clean("my N1234", options), "my N1234");
  EXPECT_EQ(clean("Eabcdefgh Eaaaaaaaa", options), "*** Eaaaaaaaa");
}

TEST(RulesFile, RefusesARuleThatIsTooLarge) {
  std::string regex;
  for (int i = 0; i < 2000; ++i) regex += "[ab]{1000}";
  EXPECT_NE(refusal("[{\"id\":\"huge\",\"regex\":\"" + regex + "\"}]").find("pattern too large"),
            std::string::npos);
}

TEST(PatternRules, WhatARuleHasNoMemoryToScanIsReplacedWhole) {
  SanitizerOptions options;
  options.enable = {"pii"};
  const std::string mail = "write to jo@example.com";
  EXPECT_EQ(clean(mail, options), "write to ***");
  options.regex_memory = 300;  // the expression of a mail address needs more
  EXPECT_EQ(clean(mail, options), "[REDACTED:unscanned]");
}

TEST(PatternRules, ARuleWithoutMemoryForItsAutomatonStillFinds) {
  SanitizerOptions options;
  options.rules_text =
      R"RULES([{"id": "wide", "regex": "[ab]*a[ab]{14}c", "literals": ["c"]}])RULES";
  std::string word;
  for (unsigned i = 0; i < 20000; ++i) word.push_back(i * i % 7 % 2 == 0 ? 'a' : 'b');
  word += "aababababababab";
  const std::string full = clean("x " + word + "c y", options);
  options.regex_memory = 30000;
  EXPECT_EQ(clean("x " + word + "c y", options), full);
  EXPECT_EQ(full, "x *** y");
}

}  // namespace
}  // namespace trace::sanitize
