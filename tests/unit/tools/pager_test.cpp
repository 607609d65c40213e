#include "common/pager.h"

#include "support/temp_dir.h"

#include "base/fd.h"

#include <cstdio>
#include <unistd.h>

namespace trace::cli {
namespace {

std::optional<std::string> command_of(std::vector<std::string_view> variables, bool terminal = true,
                                      bool no_pager = false) {
  return pager_command(no_pager, terminal, Environment(std::move(variables)));
}

TEST(Pager, IsThatOfTheTracePagerVariableThenOfPager) {
  EXPECT_EQ(command_of({"TERM=xterm", "PAGER=less"}), "less");
  EXPECT_EQ(command_of({"TERM=xterm", "PAGER=less", "TRACE_PAGER=more"}), "more");
}

TEST(Pager, IsNotWantedWithoutTerminalVariableOrPatience) {
  EXPECT_EQ(command_of({"TERM=xterm", "PAGER=less"}, false), std::nullopt);
  EXPECT_EQ(command_of({"TERM=xterm", "PAGER=less"}, true, true), std::nullopt);
  EXPECT_EQ(command_of({"TERM=dumb", "PAGER=less"}), std::nullopt);
  EXPECT_EQ(command_of({"TERM=xterm", "PAGER=less", "TRACE_PAGER="}), std::nullopt);
  EXPECT_EQ(command_of({"TERM=xterm", "PAGER=cat"}), std::nullopt);
  EXPECT_EQ(command_of({"TERM=xterm"}), std::nullopt);
}

TEST(Pager, GetsTheOutputInSecureModeUntilItIsFinished) {
  const support::TempDir folder;
  const std::string path = folder.path() + "/seen";
  {
    Pager pager("{ echo $LESSSECURE; cat; } >" + path);
    base::write_all(STDOUT_FILENO, "a row\n", "the output");
  }
  EXPECT_EQ(base::read_file(path, 100), "1\na row\n");
}

}  // namespace
}  // namespace trace::cli
