#include "formats/json_text.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}
std::string fragment(std::string_view json) {
  std::string out;
  append_json_fragment(out, json);
  return out;
}

TEST(JsonText, EscapesWhatJsonAsksFor) {
  EXPECT_EQ(json_string("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
  EXPECT_EQ(json_string(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(json_string("日志 é"), "\"日志 é\"");
}

TEST(JsonText, EscapesControlsAndBidiMarks) {
  EXPECT_EQ(json_string("\x1b[31m\x7f"), R"("\u001b[31m\u007f")");
  EXPECT_EQ(json_string("\xc2\x9b"), R"("\u009b")");
  EXPECT_EQ(json_string("\u202e\u2066\u200e\u061c\ufeff\u2028"),
            R"("\u202e\u2066\u200e\u061c\ufeff\u2028")");
  EXPECT_EQ(json_string("\U000e0041"), R"("\udb40\udc41")");
}

TEST(JsonText, KeepsBytesThatAreNotUtf8) {
  EXPECT_EQ(json_string("\xff"), R"("\udbff\udeff")");
  EXPECT_EQ(json_string("a\xc3"), R"("a\udbff\udec3")");
  EXPECT_EQ(json_string("\xed\xa0\x80"), R"("\udbff\udeed\udbff\udea0\udbff\ude80")");
}

TEST(JsonText, RestoresEveryByteSequence) {
  // What a JSON reader makes of the escapes, done here for the two units of a byte.
  const auto byte_character = [](unsigned char byte) {
    std::string out = "\xf4\x8f";
    out += static_cast<char>(0xB8 | byte >> 6U);
    out += static_cast<char>(0x80 | (byte & 0x3FU));
    return out;
  };
  EXPECT_EQ(restore_bytes("a" + byte_character(0xFF) + byte_character(0x80)), "a\xff\x80");
  // A real character of that block leaves as its four bytes, and so comes back whole.
  const std::string real = byte_character(0x85);
  EXPECT_EQ(json_string(real), R"("\udbff\udef4\udbff\ude8f\udbff\udeba\udbff\ude85")");
  EXPECT_EQ(restore_bytes(byte_character(0xF4) + byte_character(0x8F) + byte_character(0xBA) +
                          byte_character(0x85)),
            real);
}

TEST(JsonText, FragmentsStayOnOneLineAndKeepTheirEscapes) {
  EXPECT_EQ(fragment("{\n\t\"a\" : \"x\\n\\u0041\"\r\n}"), "{  \"a\" : \"x\\n\\u0041\"  }");
  EXPECT_EQ(fragment("{\"a\":\"\u202e\xff\"}"), R"({"a":"\u202e\udbff\udeff"})");
}

}  // namespace
}  // namespace trace::formats
