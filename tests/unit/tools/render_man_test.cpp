#include "common/render_man.h"

namespace trace::cli {
namespace {

constexpr std::string_view kMarks = "@SYNOPSIS@\n@OPTIONS@\n@ENVIRONMENT@\n@EXIT@\n@EXAMPLES@\n";

struct Sample {
  std::string title;
  bool all = false;
  Command command;

  Sample() {
    command.about("sample", "be shown");
    command.group("Options");
    command.value("-t,--title", title, ValueKind::text, "TEXT", "A title. It is shown.");
    command.flag("--all", all, "All.");
    command.example("sample -t 'x'", "Show x");
  }
};

TEST(RenderMan, PartsAreFilledIn) {
  auto page = render_man(Sample().command, std::string(kMarks) + "version @VERSION@\n");
  ASSERT_TRUE(page);
  EXPECT_NE(page->find(".It Fl t , Fl \\-title Ar \"\\&TEXT\"\nA title.\nIt is shown.\n"),
            std::string::npos);
  EXPECT_NE(page->find(".Ev TRACE_TITLE"), std::string::npos);
  EXPECT_NE(page->find(".It 78\n"), std::string::npos);
  EXPECT_EQ(page->find('@'), std::string::npos);
}

TEST(RenderMan, ProseMayNotNameAnOptionThatIsNone) {
  EXPECT_TRUE(render_man(Sample().command, "use --all\n" + std::string(kMarks)));
  EXPECT_FALSE(render_man(Sample().command, "use --every\n" + std::string(kMarks)));
  EXPECT_FALSE(render_man(Sample().command, ".Fl \\-every\n" + std::string(kMarks)));
}

TEST(RenderMan, ProseMustHaveEveryPart) {
  EXPECT_FALSE(render_man(Sample().command, "@OPTIONS@\n"));
}

TEST(RenderMan, TextIsSafeForRoff) {
  EXPECT_EQ(roff_text(".It's \\a-b…"), "\\&.It\\(aqs \\ea\\-b\\[u2026]");
}

}  // namespace
}  // namespace trace::cli
