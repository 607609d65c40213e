#include "common/config_file.h"

namespace trace::cli {
namespace {

std::string error_of(std::string_view text) {
  auto entries = parse_config(text);
  return entries ? std::string() : entries.error().message;
}

TEST(ConfigFile, ReadsStringsNumbersBooleansAndArrays) {
  auto entries = parse_config(
      "# comment\n[trace-query]\nlimit = 1_000 # more\ncolor = \"never\"\nall=true\n"
      "[ trace-prune ]\r\nkeep-errors = '1y'\nfields = [\"a\", 'b',\n  \"c\", # last\n]\n");
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 5U);
  EXPECT_EQ((*entries)[0].values, std::vector<std::string>{"1000"});
  EXPECT_EQ((*entries)[1].values, std::vector<std::string>{"never"});
  EXPECT_EQ((*entries)[2].values, std::vector<std::string>{"true"});
  EXPECT_EQ((*entries)[3].section, "trace-prune");
  EXPECT_EQ((*entries)[4].values, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ((*entries)[4].line, 8);
}

TEST(ConfigFile, EscapesCountInDoubleQuotesOnly) {
  auto entries = parse_config("[trace-query]\na = \"x\\\"#\\t\"\nb = 'x\\t'\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ((*entries)[0].values.front(), "x\"#\t");
  EXPECT_EQ((*entries)[1].values.front(), "x\\t");
}

TEST(ConfigFile, BrokenLinesAreNamedByNumber) {
  EXPECT_EQ(error_of("\nlimit = 1\n"), "line 2: a key must stand below [name-of-a-tool]");
  EXPECT_EQ(error_of("[trace-query\n"), "line 1: expected [name-of-a-tool]");
  EXPECT_EQ(error_of("[a]\n\nlimit\n"), "line 3: expected key = value");
  for (const char* value : {"\"open", "word", "1 2", "[1", "", "\"a\" b"}) {
    EXPECT_EQ(error_of("[a]\nk = " + std::string(value) + "\n").substr(0, 16), "line 2: expected");
  }
}

TEST(ConfigFile, LinesAfterAnArrayKeepTheirNumbers) {
  EXPECT_EQ(error_of("[a]\nk = [\"x\",\n\"y\"]\nbroken\n"), "line 4: expected key = value");
}

}  // namespace
}  // namespace trace::cli
