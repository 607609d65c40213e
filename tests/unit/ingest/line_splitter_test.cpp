#include "ingest/line_splitter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace::ingest {
namespace {

std::vector<std::string> split(const std::string& text, std::size_t step,
                               std::size_t hold = 1 << 20) {
  std::vector<std::string> out;
  LineSplitter splitter(hold);
  const auto take = [&](const Piece& p) {
    out.push_back(std::to_string(p.line) + (p.is_last ? "" : "~") +
                  (p.is_last && !p.has_newline ? "?" : "") + ":" + std::string(p.bytes));
  };
  for (std::size_t i = 0; i < text.size(); i += step)
    splitter.feed(std::string_view(text).substr(i, step), take);
  splitter.finish(take);
  return out;
}

TEST(LineSplitter, ChunksMayEndAnywhere) {
  const std::string text = "one\r\n\ntwo\nthree";
  const std::vector<std::string> expected{"1:one\r", "2:", "3:two", "4?:three"};
  for (std::size_t step = 1; step <= text.size(); ++step)
    EXPECT_EQ(split(text, step), expected) << step;
}

TEST(LineSplitter, ALongLineComesInPiecesThatJoin) {
  const std::string line(700'000, 'x');
  for (const std::size_t step : {1000UL, 65'536UL, 1'000'000UL}) {
    std::string joined;
    std::size_t pieces = 0;
    LineSplitter splitter(300'000);
    const auto take = [&](const Piece& p) {
      if (p.line != 2) return;
      joined += p.bytes;
      EXPECT_EQ(p.index, pieces++);
      EXPECT_LE(p.bytes.size(), LineSplitter::kPiece);
    };
    const std::string text = "a\n" + line + "\nb\n";
    for (std::size_t i = 0; i < text.size(); i += step)
      splitter.feed(std::string_view(text).substr(i, step), take);
    splitter.finish(take);
    EXPECT_EQ(joined, line);
    EXPECT_EQ(splitter.lines(), 3U);
  }
}

TEST(LineSplitter, AnEmptyStreamHasNoLine) { EXPECT_TRUE(split("", 1).empty()); }

}  // namespace
}  // namespace trace::ingest
