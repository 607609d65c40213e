#include "formats/display_width.h"
#include "formats/row_writer.h"

#include <gtest/gtest.h>

#include <sstream>

namespace trace::formats {
namespace {

const std::vector<Column> kColumns{
    {.key = "id", .priority = 0, .min_width = 8},
    {.key = "status", .priority = 0, .min_width = 7, .paint = Paint::status},
    {.key = "started", .priority = 2, .min_width = 19},
    {.key = "model", .priority = 4, .min_width = 6},
    {.key = "tokens", .right_aligned = true, .priority = 3, .min_width = 6},
    {.key = "title", .priority = 1, .min_width = 10}};

std::vector<Cell> sample_row(std::string_view title) {
  return {std::string_view("019aa4b2"),
          std::string_view("success"),
          std::string_view("2026-11-20 03:00:00"),
          std::string_view("some-model"),
          std::int64_t{123456},
          title};
}

std::string table(const WriterOptions& options, const std::vector<std::vector<Cell>>& rows) {
  StringSink sink;
  const auto writer = make_row_writer(Format::table, sink, options);
  writer->begin(kColumns);
  for (const auto& row : rows) writer->row(row);
  writer->end();
  sink.close();
  return sink.text();
}

TEST(TableWriter, FitsEveryWidthFrom40To200) {
  const std::string_view title =
      "写一个 parser 👩‍💻 for the log files of e\u0301tude "
      "日志日志日志日志日志日志日志日志";
  for (int width = 40; width <= 200; ++width) {
    std::istringstream lines(table({.width = width}, {sample_row(title), sample_row("short")}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), width) << width << ": " << line;
    }
  }
}

TEST(TableWriter, LessImportantColumnsLeaveFirst) {
  const std::string narrow = table({.width = 40}, {sample_row("a title")});
  EXPECT_NE(narrow.find("019aa4b2"), std::string::npos);
  EXPECT_NE(narrow.find("a title"), std::string::npos);
  EXPECT_EQ(narrow.find("some-model"), std::string::npos);
  EXPECT_NE(table({.width = 120}, {sample_row("a title")}).find("some-model"), std::string::npos);
}

TEST(TableWriter, WithoutAWidthNothingIsCut) {
  const std::string long_title(500, 'x');
  EXPECT_NE(table({.width = 0}, {sample_row(long_title)}).find(long_title), std::string::npos);
}

TEST(TableWriter, ColoursOnlyWhenTold) {
  EXPECT_EQ(table({.width = 80}, {sample_row("t")}).find('\x1b'), std::string::npos);
  EXPECT_NE(table({.width = 80, .color = true}, {sample_row("t")}).find("\x1b[32msuccess\x1b[0m"),
            std::string::npos);
}

TEST(TableWriter, RecordedTextCannotDriveTheTerminal) {
  const std::string shown = table({.width = 0}, {sample_row("\x1b[2J\u202e\xff")});
  EXPECT_NE(shown.find("\\x1b[2J\\u202e\\xff"), std::string::npos);
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
}

TEST(TableWriter, NothingIsPrintedForNoRows) { EXPECT_EQ(table({}, {}), ""); }

TEST(TableWriter, RowsAfterTheFirstThousandKeepTheWidths) {
  std::vector<std::vector<Cell>> rows(1001, sample_row("tiny"));
  rows.push_back(sample_row("a title that is much longer"));
  const std::string shown = table({.width = 0}, rows);
  EXPECT_EQ(shown.find("much longer"), std::string::npos);
  EXPECT_NE(shown.find("a ti…"), std::string::npos);
}

}  // namespace
}  // namespace trace::formats
