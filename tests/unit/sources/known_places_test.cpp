#include "sources/known_places.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <map>

namespace trace::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> places(std::string_view agent, std::map<std::string, std::string> set) {
  return known_places(agent, [&](std::string_view name) -> std::optional<std::string> {
    const auto found = set.find(std::string(name));
    if (found == set.end()) return std::nullopt;
    return found->second;
  });
}

TEST(KnownPlaces, ClaudeKeepsItsSessionsInTwoPlaces) {
  EXPECT_THAT(
      places("claude", {{"HOME", "/h"}}),
      ElementsAre("/h/.config/claude/projects/**/*.jsonl", "/h/.claude/projects/**/*.jsonl"));
  EXPECT_THAT(places("claude", {{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/x/"}}),
              ElementsAre("/x/claude/projects/**/*.jsonl", "/h/.claude/projects/**/*.jsonl"));
}

TEST(KnownPlaces, AVariableOfTheAgentIsAListAndTakesThePlaceOfTheDefaults) {
  EXPECT_THAT(places("claude", {{"HOME", "/h"}, {"CLAUDE_CONFIG_DIR", "/a, /b/,"}}),
              ElementsAre("/a/projects/**/*.jsonl", "/b/projects/**/*.jsonl"));
  EXPECT_THAT(places("codex", {{"HOME", "/h"}, {"CODEX_HOME", "/c"}}),
              ElementsAre("/c/sessions/**/*.jsonl", "/c/archived_sessions/**/*.jsonl"));
  EXPECT_THAT(
      places("gemini", {{"GEMINI_CLI_HOME", "/g"}}),
      ElementsAre("/g/.gemini/tmp/**/chats/**/*.json", "/g/.gemini/tmp/**/chats/**/*.jsonl"));
  EXPECT_THAT(places("pi", {{"PI_CODING_AGENT_DIR", "/p"}}), ElementsAre("/p/sessions/**/*.jsonl"));
}

TEST(KnownPlaces, EveryAgentHasAPlaceBelowTheHomeAndNoneWithoutOne) {
  EXPECT_GE(known_agents().size(), 7U);
  for (const auto agent : known_agents()) {
    EXPECT_TRUE(is_known_agent(agent));
    EXPECT_FALSE(places(agent, {{"HOME", "/h"}}).empty()) << agent;
    EXPECT_THAT(places(agent, {}), IsEmpty()) << agent;
  }
  EXPECT_FALSE(is_known_agent("nobody"));
  EXPECT_THAT(places("nobody", {{"HOME", "/h"}}), IsEmpty());
}

}  // namespace
}  // namespace trace::sources
