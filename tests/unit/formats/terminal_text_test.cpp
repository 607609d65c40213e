#include "formats/terminal_text.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

TEST(TerminalText, ShowsEscapeSequencesInsteadOfObeyingThem) {
  EXPECT_EQ(terminal_text("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(terminal_text("\xc2\x9b"
                          "31m"),
            "\\x9b31m");
  EXPECT_EQ(terminal_text(std::string_view("a\0b\x7f", 4)), "a\\x00b\\x7f");
}

TEST(TerminalText, ShowsBidiMarksAndInvisibleTags) {
  EXPECT_EQ(terminal_text("a\u202eb\u2066\u200f\ufeff"), "a\\u202eb\\u2066\\u200f\\ufeff");
  EXPECT_EQ(terminal_text("\U000e0041"), "\\u{e0041}");
}

TEST(TerminalText, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(terminal_text("\xff"
                          "a\xe6\x97"),
            "\\xffa\\xe6\\x97");
  EXPECT_EQ(terminal_text("\xc0\x9b"), "\\xc0\\x9b");
}

TEST(TerminalText, FoldsLinesUnlessToldToKeepThem) {
  EXPECT_EQ(terminal_text("a\n\tb\r"), "a\\n\\tb\\r");
  EXPECT_EQ(terminal_text("a\n\tb\r", Lines::keep), "a\n\tb\\r");
}

TEST(TerminalText, LeavesReadableTextAlone) {
  EXPECT_EQ(terminal_text("日志 é 👩‍💻 שלום"), "日志 é 👩‍💻 שלום");
}

}  // namespace
}  // namespace trace::formats
