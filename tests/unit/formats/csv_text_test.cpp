#include "formats/csv_text.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

std::string row(const std::function<void(CsvText&)>& fill) {
  StringSink sink;
  CsvText csv(sink);
  fill(csv);
  csv.end();
  sink.close();
  return sink.text();
}

TEST(CsvText, QuotesWhatHoldsASeparatorAQuoteOrALineBreak) {
  EXPECT_EQ(row([](CsvText& c) {
              c.text("a");
              c.text("b,c");
              c.text("d\"e\"");
              c.text("f\ng");
              c.number(-7);
              c.number(std::nullopt);
            }),
            "a,\"b,c\",\"d\"\"e\"\"\",\"f\ng\",-7,\n");
}

TEST(CsvText, KeepsASpreadsheetFromRunningText) {
  EXPECT_EQ(row([](CsvText& c) { c.text("=1+1"), c.text("@x,y"), c.text("-2"); }),
            "'=1+1,\"'@x,y\",'-2\n");
}

TEST(CsvText, WritesPiecesAsOneCell) {
  const auto walk = [](const model::PieceOut& out) { out(""), out("=a\""), out("=b"); };
  EXPECT_EQ(row([&](CsvText& c) { c.pieces(walk), c.text("z"); }), "\"'=a\"\"=b\",z\n");
}

}  // namespace
}  // namespace trace::formats
