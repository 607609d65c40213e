#include "formats/row_writer.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace trace::formats {
namespace {

const std::vector<Column> kColumns{{.key = "id"},
                                   {.key = "n", .title = "count", .right_aligned = true},
                                   {.key = "stats", .omit_null = true}};

std::string written(Format format, const std::vector<std::vector<Cell>>& rows,
                    WriterOptions options = {}) {
  StringSink sink;
  const auto writer = make_row_writer(format, sink, options);
  writer->begin(kColumns);
  for (const auto& row : rows) writer->row(row);
  writer->end();
  sink.close();
  return sink.text();
}

const std::vector<std::vector<Cell>> kRows{
    {std::string_view("a,\"b\"\nc"), std::int64_t{7}, JsonText{"{\"x\": 1}"}},
    {std::string_view("日志|\tx"), 0.25, std::monostate{}}};

TEST(RowWriter, WritesJsonLines) {
  EXPECT_EQ(written(Format::jsonl, kRows),
            "{\"id\":\"a,\\\"b\\\"\\nc\",\"n\":7,\"stats\":{\"x\": 1}}\n"
            "{\"id\":\"日志|\\tx\",\"n\":0.25}\n");
}

TEST(RowWriter, WritesOneJsonArray) {
  EXPECT_EQ(written(Format::json, kRows),
            "[\n {\"id\":\"a,\\\"b\\\"\\nc\",\"n\":7,\"stats\":{\"x\": 1}},\n"
            " {\"id\":\"日志|\\tx\",\"n\":0.25}\n]\n");
  EXPECT_EQ(written(Format::json, {}), "[]\n");
}

TEST(RowWriter, WritesCsvWithQuotes) {
  EXPECT_EQ(written(Format::csv, kRows),
            "id,n,stats\n\"a,\"\"b\"\"\nc\",7,\"{\"\"x\"\": 1}\"\n日志|\tx,0.25,\n");
}

TEST(RowWriter, CsvGuardsFormulasButNotNumbers) {
  for (const char* formula : {"=1+1", "+1", "-1", "@a", "\tx"}) {
    EXPECT_EQ(
        written(Format::csv, {{std::string_view(formula), std::int64_t{-5}, std::monostate{}}}),
        std::string("id,n,stats\n'") + formula + ",-5,\n");
  }
  EXPECT_EQ(written(Format::csv, {{std::string_view("=a,b"), -0.5, std::monostate{}}}),
            "id,n,stats\n\"'=a,b\",-0.5,\n");
}

TEST(RowWriter, WritesTsvWithEachRowOnALine) {
  EXPECT_EQ(written(Format::tsv, kRows),
            "id\tn\tstats\na,\"b\"\\nc\t7\t{\"x\": 1}\n日志|\\tx\t0.25\t\n");
}

TEST(RowWriter, WritesMarkdownThatStaysText) {
  EXPECT_EQ(
      written(Format::md, {{std::string_view("<b>|*\n\x1b"), std::int64_t{7}, std::monostate{}}}),
      "| id | count | stats |\n| --- | ---: | --- |\n| &lt;b&gt;\\|\\*<br>\\\\x1b | 7 |  |\n");
}

TEST(RowWriter, WritesATableWithAlignedColumns) {
  EXPECT_EQ(written(Format::table, kRows),
            "id        count  stats\n"
            "a,\"b\"\\nc      7  {\"x\": 1}\n"
            "日志|\\tx   0.25\n");
}

TEST(RowWriter, NumbersThatJsonDoesNotKnowAreNull) {
  EXPECT_EQ(written(Format::jsonl, {{std::monostate{}, std::nan(""), std::monostate{}}}),
            "{\"id\":null,\"n\":null}\n");
}

TEST(RowWriter, NumbersReadLikeNumbers) {
  EXPECT_EQ(written(Format::csv, {{0.1, 1e-7, 12345678.5}, {1e300, 0.0, 3.0}}),
            "id,n,stats\n0.1,1e-07,12345678.5\n1e+300,0,3\n");
}

TEST(RowWriter, FormatsHaveNames) {
  EXPECT_EQ(format_named("md"), Format::md);
  EXPECT_EQ(format_named("xlsx"), std::nullopt);
}

TEST(ByteSink, AWriteErrorIsAFailure) {
  FdSink sink(-1, "standard output");
  sink.write("x");
  EXPECT_THROW(sink.close(), base::Failure);
}

}  // namespace
}  // namespace trace::formats
