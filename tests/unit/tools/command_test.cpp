#include "common/command.h"

#include <array>
#include <cstdint>
#include <optional>

namespace trace::cli {
namespace {

enum class Verb : std::uint8_t { list, show, run };

constexpr std::array kVerbs{verb("list", Verb::list, "", "Rows."),
                            verb("show", Verb::show, "T", "One."),
                            verb("run", Verb::run, "-- CMD", "Run.")};
constexpr std::array kColors{choice("red", 1), choice("green", 2)};

struct Options {
  Verb verb = Verb::list;
  std::int64_t limit = 50;
  std::optional<double> cost;
  std::vector<std::string> tags, kinds, operands, child;
  std::string title;
  std::string color;
  bool all = false, quiet = false, null = false, errors = false;
};

struct Sample {
  Options options;
  Command command;

  Sample() {
    Command& c = command;
    c.about("sample", "be parsed");
    c.verbs(options.verb, kVerbs);
    c.operands(options.operands, ValueKind::trace, "T", "A trace.").count(1, 2).on(Verb::show);
    c.after_dashes(options.child, "CMD", "A command.").at_least(1).on(Verb::run);
    c.value("-n,--limit", options.limit, ValueKind::number, "N", "Rows.").range(1, 100);
    c.value("--max-cost", options.cost, ValueKind::real, "USD", "Cost.");
    c.value("--tag", options.tags, ValueKind::text, "K=V", "Tag.");
    c.value("--kinds", options.kinds, ValueKind::text, "K,…", "Kinds.").list();
    c.value("--title", options.title, ValueKind::text, "TEXT", "Title.").allow_empty();
    c.choice("--color", options.color, kColors, "C", "Color.");
    c.flag("-a,--all", options.all, "All.");
    c.flag("-q,--quiet", options.quiet, "Quiet.");
    c.flag("-0,--null", options.null, "NUL.");
    c.flag("--errors", options.errors, "Errors.").on(Verb::show);
  }

  // What went wrong, or an empty text.
  std::string run(std::vector<const char*> words) {
    auto wish = command.parse(words);
    if (!wish) return wish.error().message;
    auto applied = command.apply_given();
    return applied ? std::string() : applied.error().message;
  }
};

TEST(Command, OptionsStandBeforeOrAfterTheVerb) {
  Sample before, after;
  EXPECT_EQ(before.run({"--limit", "7", "show", "abcd"}), "");
  EXPECT_EQ(after.run({"show", "abcd", "-n", "7"}), "");
  EXPECT_EQ(before.options.limit, 7);
  EXPECT_EQ(after.options.limit, 7);
  EXPECT_EQ(before.options.verb, Verb::show);
  EXPECT_EQ(after.options.operands, std::vector<std::string>{"abcd"});
}

TEST(Command, NumbersAreReadInBaseTen) {
  Sample sample;
  EXPECT_EQ(sample.run({"-n", "010"}), "");
  EXPECT_EQ(sample.options.limit, 10);
}

TEST(Command, TheLastOfSeveralValuesCounts) {
  Sample sample;
  EXPECT_EQ(sample.run({"-n3", "--limit=4", "--limit", "5"}), "");
  EXPECT_EQ(sample.options.limit, 5);
}

TEST(Command, AVectorCollectsEachUseWhole) {
  Sample sample;
  EXPECT_EQ(sample.run({"--tag", "a=1,2", "--tag", "[b,c]", "--tag=-x"}), "");
  EXPECT_EQ(sample.options.tags, (std::vector<std::string>{"a=1,2", "[b,c]", "-x"}));
}

TEST(Command, AListIsSplitAtCommas) {
  Sample sample;
  EXPECT_EQ(sample.run({"--kinds", "a,b", "--kinds", "c"}), "");
  EXPECT_EQ(sample.options.kinds, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Command, AnEmptyValueDoesNotSwallowTheNextWord) {
  Sample sample;
  sample.options.title = "old";
  EXPECT_EQ(sample.run({"--title=", "show", "abcd"}), "");
  EXPECT_EQ(sample.options.title, "");
  EXPECT_EQ(sample.options.verb, Verb::show);
}

TEST(Command, AnEmptyValueIsRefusedUnlessItMeansSomething) {
  const std::string wanted = "bad value for --kinds: expected K,…, which may not be empty";
  EXPECT_EQ(Sample().run({"--kinds", ""}), wanted);
  EXPECT_EQ(Sample().run({"--kinds", "a,,b"}), wanted);
  EXPECT_EQ(Sample().run({"--title", ""}), "");
}

TEST(Command, AValueMayBeginWithAHyphen) {
  Sample sample;
  EXPECT_EQ(sample.run({"--title", "-90m"}), "");
  EXPECT_EQ(sample.options.title, "-90m");
}

TEST(Command, ShortFlagsAndAValueStandInOneWord) {
  Sample sample;
  EXPECT_EQ(sample.run({"-aqn5", "-0"}), "");
  EXPECT_TRUE(sample.options.all && sample.options.quiet && sample.options.null);
  EXPECT_EQ(sample.options.limit, 5);
}

TEST(Command, WhatFollowsTheDashesReachesTheChildUntouched) {
  Sample sample;
  EXPECT_EQ(sample.run({"run", "-q", "--", "jq", "[.a,.b]", "[]", "", "--", "--limit=3"}), "");
  EXPECT_EQ(sample.options.child,
            (std::vector<std::string>{"jq", "[.a,.b]", "[]", "", "--", "--limit=3"}));
  EXPECT_EQ(sample.options.limit, 50);
}

TEST(Command, DashesEndTheOptionsOfOtherVerbs) {
  Sample sample;
  EXPECT_EQ(sample.run({"show", "--", "--all"}), "");
  EXPECT_EQ(sample.options.operands, std::vector<std::string>{"--all"});
  EXPECT_FALSE(sample.options.all);
}

TEST(Command, ASingleHyphenIsAnOperand) {
  Sample sample;
  EXPECT_EQ(sample.run({"show", "-"}), "");
  EXPECT_EQ(sample.options.operands, std::vector<std::string>{"-"});
}

TEST(Command, AVerbNameMayBeAValue) {
  Sample sample;
  EXPECT_EQ(sample.run({"--title", "show"}), "");
  EXPECT_EQ(sample.options.verb, Verb::list);
}

TEST(Command, UnknownOptionsAreNamedWithASuggestion) {
  EXPECT_EQ(Sample().run({"--limt=3"}), "unknown option '--limt'; did you mean '--limit'?");
  EXPECT_EQ(Sample().run({"-Z"}), "unknown option '-Z'");
  EXPECT_EQ(Sample().run({"-qZ"}), "unknown option '-Z'");
}

TEST(Command, AWordThatMayBeASecretIsNotRepeated) {
  for (const std::string& word :
       {std::string("-Zs3cret"), "--" + std::string(50, 's'), std::string("--S3CRET")}) {
    const std::string message = Sample().run({word.c_str()});
    EXPECT_TRUE(message.starts_with("unknown option"));
    EXPECT_EQ(message.find(word.substr(3)), std::string::npos);
  }
}

TEST(Command, AnAbbreviationIsNoOption) { EXPECT_NE(Sample().run({"--lim", "3"}), ""); }

TEST(Command, UnknownVerbsGetASuggestionOrTheList) {
  EXPECT_EQ(Sample().run({"shwo"}), "unknown verb; did you mean 'show'?");
  EXPECT_EQ(Sample().run({"frobnicate"}), "unknown verb; expected list, show, run");
}

TEST(Command, MessagesNameTheOptionAndNeverTheValue) {
  for (const char* option : {"--limit=s3cret", "--color=s3cret", "--max-cost=s3cret"}) {
    const std::string message = Sample().run({option});
    EXPECT_NE(message, "");
    EXPECT_EQ(message.find("s3cret"), std::string::npos);
    EXPECT_NE(message.find(std::string(option).substr(0, 7)), std::string::npos);
  }
}

TEST(Command, AMissingValueIsNamed) {
  EXPECT_EQ(Sample().run({"list", "-n"}), "--limit needs a value: N");
  EXPECT_EQ(Sample().run({"--title"}), "--title needs a value: TEXT");
  EXPECT_EQ(Sample().run({"-an"}), "--limit needs a value: N");
}

TEST(Command, AFlagTakesNoValue) { EXPECT_EQ(Sample().run({"--all=yes"}), "--all takes no value"); }

TEST(Command, AnOptionOfAnotherVerbIsRefused) {
  EXPECT_EQ(Sample().run({"list", "--errors"}),
            "--errors does not go with this; it goes with 'show'");
}

TEST(Command, OperandsAreCounted) {
  EXPECT_EQ(Sample().run({"show"}), "expected T");
  EXPECT_EQ(Sample().run({"show", "a", "b", "c"}), "too many operands; expected T");
  EXPECT_EQ(Sample().run({"list", "extra"}), "unexpected operand");
  EXPECT_EQ(Sample().run({"run"}), "expected -- and CMD");
}

TEST(Command, ValuesOutsideTheRangeAreRefused) {
  EXPECT_EQ(Sample().run({"-n", "0"}), "bad value for --limit: expected a number from 1 to 100");
  EXPECT_EQ(Sample().run({"-n", "101"}), "bad value for --limit: expected a number from 1 to 100");
}

TEST(Command, HelpAndVersionAreWishes) {
  const auto wish_of = [](std::vector<const char*> words) {
    return *Sample().command.parse(words);
  };
  EXPECT_EQ(wish_of({"-h"}), Wish::short_help);
  EXPECT_EQ(wish_of({"show", "--help"}), Wish::full_help);
  EXPECT_EQ(wish_of({"--version"}), Wish::version);
  EXPECT_EQ(wish_of({"run", "--", "x", "--help"}), Wish::run);
}

}  // namespace
}  // namespace trace::cli
