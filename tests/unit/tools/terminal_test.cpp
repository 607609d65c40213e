#include "common/terminal.h"

namespace trace::cli {
namespace {

bool color(bool terminal, std::vector<std::string_view> variables, When when = When::automatic) {
  return use_color(when, terminal, Environment(std::move(variables)));
}

TEST(Terminal, ColorsNeedATerminalThatIsNotDumb) {
  EXPECT_TRUE(color(true, {"TERM=xterm"}));
  EXPECT_FALSE(color(false, {"TERM=xterm"}));
  EXPECT_FALSE(color(true, {"TERM=dumb"}));
  EXPECT_FALSE(color(true, {}));
}

TEST(Terminal, VariablesSwitchColorsOffAndOn) {
  EXPECT_FALSE(color(true, {"TERM=xterm", "NO_COLOR=1"}));
  EXPECT_TRUE(color(true, {"TERM=xterm", "NO_COLOR="}));
  EXPECT_TRUE(color(false, {"CLICOLOR_FORCE=1"}));
  EXPECT_FALSE(color(false, {"CLICOLOR_FORCE=0"}));
  EXPECT_FALSE(color(true, {"TERM=xterm", "CLICOLOR=0"}));
  EXPECT_FALSE(color(true, {"NO_COLOR=1", "CLICOLOR_FORCE=1", "TERM=xterm"}));
}

TEST(Terminal, TheOptionBeatsTheVariables) {
  EXPECT_TRUE(color(false, {"NO_COLOR=1"}, When::always));
  EXPECT_FALSE(color(true, {"CLICOLOR_FORCE=1", "TERM=xterm"}, When::never));
}

TEST(Terminal, WidthIsThatOfColumnsWithoutATerminal) {
  EXPECT_EQ(terminal_width(-1, Environment({"COLUMNS=132"})), 132U);
  EXPECT_EQ(terminal_width(-1, Environment({"COLUMNS=wide"})), 80U);
  EXPECT_EQ(terminal_width(-1, Environment({})), 80U);
}

}  // namespace
}  // namespace trace::cli
