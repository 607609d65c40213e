#include "formats/display_width.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

std::string elided(std::string_view text, int columns) {
  std::string out;
  append_elided(out, text, columns);
  return out;
}

TEST(DisplayWidth, CountsWideCharactersTwice) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("日志"), 4);
  EXPECT_EQ(display_width("한글"), 4);
  EXPECT_EQ(display_width("ａ"), 2);
  EXPECT_EQ(display_width("é…"), 2);
}

TEST(DisplayWidth, CountsMarksNotAtAll) {
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("a\u200b"), 1);
  EXPECT_EQ(display_width("ก็"), 1);
}

TEST(DisplayWidth, CountsAnEmojiSequenceAsOne) {
  EXPECT_EQ(display_width("👍"), 2);
  EXPECT_EQ(display_width("👍🏽"), 2);
  EXPECT_EQ(display_width("👩‍💻"), 2);
  EXPECT_EQ(display_width("👨‍👩‍👧‍👦"), 2);
  EXPECT_EQ(display_width("🇨🇳🇩🇪"), 4);
  EXPECT_EQ(display_width("❤\ufe0f"), 2);
}

TEST(DisplayWidth, CountsAByteThatIsNotUtf8Once) { EXPECT_EQ(display_width("a\xff\xfe"), 3); }

TEST(Elide, CutsAtTheColumnAndSaysSo) {
  EXPECT_EQ(elided("abcdef", 6), "abcdef");
  EXPECT_EQ(elided("abcdef", 5), "abcd…");
  EXPECT_EQ(elided("abcdef", 1), "…");
  EXPECT_EQ(elided("abcdef", 0), "");
}

TEST(Elide, NeverSplitsWhatIsShownAsOneCharacter) {
  EXPECT_EQ(elided("日志日志", 6), "日志…");
  EXPECT_EQ(elided("日志日志", 7), "日志日…");
  EXPECT_EQ(elided("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(elided("👩‍💻👩‍💻", 3), "👩‍💻…");
}

}  // namespace
}  // namespace trace::formats
