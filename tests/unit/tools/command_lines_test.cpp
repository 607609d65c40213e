// The command lines of all six tools, held against the rules that every option obeys.
#include "docgen/tools.h"

#include "common/render_help.h"
#include "common/resolve.h"

#include <algorithm>
#include <map>
#include <set>

namespace trace::cli {
namespace {

using docgen::for_each_tool;

// Cut the words of the tool out of a line of shell: quotes are understood, |, <, >, ) and & end it.
std::vector<std::string> words_of(std::string_view line, std::string_view tool) {
  line.remove_prefix(line.find(tool) + tool.size());
  std::vector<std::string> words;
  bool open = false;
  while (!line.empty() && std::string_view("|<>)&").find(line.front()) == std::string_view::npos) {
    if (line.front() == ' ') {
      open = false;
      line.remove_prefix(1);
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    std::size_t n = 1;
    const bool quoted = line.front() == '\'' || line.front() == '"';
    if (quoted) n = line.find(line.front(), 1) + 1;
    words.back() += n > 1 ? line.substr(1, n - 2) : line.substr(0, 1);
    line.remove_prefix(n);
  }
  return words;
}

template <typename Options>
void expect_examples_parse() {
  Options shown;
  Command model;
  tools::declare(model, shown);
  EXPECT_FALSE(model.examples().empty());
  for (const ExampleDoc& example : model.examples()) {
    Options options;
    Command command;
    tools::declare(command, options);
    const auto words = words_of(example.line, command.tool());
    std::vector<const char*> pointers;
    for (const std::string& word : words) pointers.push_back(word.c_str());
    auto wish = command.parse(pointers);
    EXPECT_TRUE(wish) << example.line << ": " << wish.error().message;
    auto applied = command.apply_given();
    EXPECT_TRUE(applied) << example.line << ": " << applied.error().message;
  }
}

TEST(CommandLines, EveryExampleParses) {
  expect_examples_parse<tools::RecordOptions>();
  expect_examples_parse<tools::QueryOptions>();
  expect_examples_parse<tools::ExportOptions>();
  expect_examples_parse<tools::PruneOptions>();
  expect_examples_parse<tools::StatsOptions>();
  expect_examples_parse<tools::SanitizeOptions>();
}

TEST(CommandLines, WhatIsParsedIsDocumentedAndTheOtherWayRound) {
  for_each_tool([](Command& command) {
    std::vector<std::string> documented;
    for (const OptionState& state : command.options()) {
      if (state.doc.short_name) documented.push_back({'-', state.doc.short_name});
      if (!state.doc.long_name.empty())
        documented.push_back("--" + std::string(state.doc.long_name));
    }
    std::vector<std::string> parsed = command.registered_names();
    std::sort(documented.begin(), documented.end());
    std::sort(parsed.begin(), parsed.end());
    EXPECT_EQ(parsed, documented) << command.tool();
    EXPECT_EQ(std::adjacent_find(parsed.begin(), parsed.end()), parsed.end()) << command.tool();
  });
}

bool is_long_name(std::string_view name) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return name.size() > 1 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), fine);
}

std::size_t characters(std::string_view text) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

TEST(CommandLines, EveryOptionIsSane) {
  for_each_tool([](Command& command) {
    for (const OptionState& state : command.options()) {
      const OptionDoc& doc = state.doc;
      const std::string where = std::string(command.tool()) + " " + option_name(doc);
      EXPECT_TRUE(doc.long_name.empty() || is_long_name(doc.long_name)) << where;
      EXPECT_EQ(doc.takes_value(), !doc.metavar.empty()) << where;
      EXPECT_LE(characters(doc.brief), 60U) << where;
      EXPECT_TRUE(doc.brief.ends_with('.') || doc.brief.ends_with('?')) << where;
      EXPECT_FALSE(doc.group.empty()) << where;
      EXPECT_FALSE(doc.long_name.empty() && doc.short_name != 'h') << where;
      EXPECT_TRUE(doc.extra.empty() || doc.extra.ends_with('.')) << where;
    }
  });
}

TEST(CommandLines, NoTwoOptionsOfAToolHaveTheSameWords) {
  for_each_tool([](Command& command) {
    std::set<std::string_view> briefs;
    for (const OptionState& state : command.options()) {
      EXPECT_TRUE(briefs.insert(state.doc.brief).second)
          << command.tool() << ' ' << state.doc.brief;
    }
  });
}

// Names that mean something else in another tool: a field of a new trace, or a filter.
bool has_two_roles(std::string_view name) {
  static const std::set<std::string_view> kNames{
      "session",    "source",   "source-ref",  "parent", "actor", "mode",  "tag",       "status",
      "error-code", "type",     "severity",    "output", "token", "all",   "rules",     "format",
      "strategy",   "sanitize", "keep-errors", "batch",  "apply", "retry", "max-events"};
  return kNames.contains(name);
}

TEST(CommandLines, SharedOptionsHaveTheSameWordsInEveryTool) {
  std::map<std::string_view, std::string_view> briefs;
  for_each_tool([&](Command& command) {
    for (const OptionState& state : command.options()) {
      if (has_two_roles(state.doc.long_name) || state.doc.long_name.empty()) continue;
      const auto [entry, fresh] = briefs.emplace(state.doc.long_name, state.doc.brief);
      EXPECT_EQ(entry->second, state.doc.brief) << command.tool() << " --" << state.doc.long_name;
    }
  });
}

TEST(CommandLines, WhatDestroysIsRefusedInConfigFiles) {
  for_each_tool([](Command& command) {
    for (const char* name : {"apply", "yes", "force", "no-sanitize"}) {
      const OptionState* state = command.find(name);
      EXPECT_TRUE(!state || state->doc.on_command_line_only) << command.tool() << ' ' << name;
    }
  });
}

// These variables have a meaning of their own.
TEST(CommandLines, NoOptionTakesAVariableThatMeansSomethingElse) {
  for_each_tool([](Command& command) {
    for (const OptionState& state : command.options()) {
      for (const char* name :
           {"TRACE_ID", "TRACE_ENV", "TRACE_ENABLED", "TRACE_PAGER", "TRACE_BATCH_ID"}) {
        EXPECT_NE(variable_of(state.doc), name) << command.tool();
      }
    }
  });
}

TEST(CommandLines, ShortHelpFitsOneScreenAndBeginsWithExamples) {
  for_each_tool([](Command& command) {
    const std::string help = render_short_help(command);
    EXPECT_LE(std::count(help.begin(), help.end(), '\n'), 24) << command.tool();
    EXPECT_LT(help.find(command.examples().front().line), help.find("--db")) << command.tool();
    std::size_t start = 0;
    for (auto end = help.find('\n'); end != std::string::npos;
         start = end + 1, end = help.find('\n', start)) {
      EXPECT_LE(characters(std::string_view(help).substr(start, end - start)), 80U)
          << command.tool();
    }
  });
}

TEST(CommandLines, FullHelpNamesEveryOptionAndVerb) {
  for_each_tool([](Command& command) {
    const std::string help = render_full_help(command);
    for (const OptionState& state : command.options()) {
      EXPECT_NE(help.find("  " + option_usage(state.doc)), std::string::npos)
          << option_usage(state.doc);
    }
    for (const VerbDoc& verb : command.verb_docs())
      EXPECT_NE(help.find(verb.brief), std::string::npos) << verb.name;
  });
}

TEST(CommandLines, HelpOfAVerbLeavesTheOptionsOfOthersOut) {
  tools::QueryOptions options;
  Command command;
  tools::declare(command, options);
  ASSERT_TRUE(command.parse(std::vector<const char*>{"show", "--help"}));
  const std::string help = render_full_help(command);
  EXPECT_NE(help.find("--errors"), std::string::npos);
  EXPECT_EQ(help.find("--sort"), std::string::npos);
}

}  // namespace
}  // namespace trace::cli
