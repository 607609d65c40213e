#include "ingest/frame_splitter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace::ingest {
namespace {

std::vector<std::string> split(const std::string& text, std::size_t step,
                               std::size_t hold = 1 << 20) {
  std::vector<std::string> out;
  FrameSplitter splitter(hold);
  const auto take = [&](const Piece& p) {
    out.push_back(std::to_string(p.frame) + (p.is_last ? "" : "~") +
                  (p.is_last && !p.has_newline ? "?" : "") + ":" + std::string(p.bytes));
  };
  for (std::size_t i = 0; i < text.size(); i += step)
    splitter.feed(std::string_view(text).substr(i, step), take);
  splitter.finish(take);
  return out;
}

TEST(FrameSplitter, ChunksMayEndAnywhere) {
  const std::string text = "one\r\n\ntwo\nthree";
  const std::vector<std::string> expected{"1:one\r", "2:", "3:two", "4?:three"};
  for (std::size_t step = 1; step <= text.size(); ++step)
    EXPECT_EQ(split(text, step), expected) << step;
}

TEST(FrameSplitter, ALongLineComesInPiecesThatJoin) {
  const std::string line(700'000, 'x');
  for (const std::size_t step : {1000UL, 65'536UL, 1'000'000UL}) {
    std::string joined;
    std::size_t pieces = 0;
    FrameSplitter splitter(300'000);
    std::size_t frames = 0;
    const auto take = [&](const Piece& p) {
      frames += p.is_last ? 1 : 0;
      if (p.frame != 2) return;
      joined += p.bytes;
      EXPECT_EQ(p.index, pieces++);
      EXPECT_LE(p.bytes.size(), FrameSplitter::kPiece);
    };
    const std::string text = "a\n" + line + "\nb\n";
    for (std::size_t i = 0; i < text.size(); i += step)
      splitter.feed(std::string_view(text).substr(i, step), take);
    splitter.finish(take);
    EXPECT_EQ(joined, line);
    EXPECT_EQ(frames, 3U);
  }
}

TEST(FrameSplitter, AnEmptyStreamHasNoLine) { EXPECT_TRUE(split("", 1).empty()); }

// Frames as `last_line:bytes`.
std::vector<std::string> frames(const std::string& text, std::size_t step) {
  std::vector<std::string> out;
  FrameSplitter splitter(1 << 20, Framing::any);
  const auto take = [&](const Piece& p) {
    EXPECT_EQ(p.frame, out.size() + 1);
    out.push_back(std::to_string(p.last_line) + (p.has_newline ? ":" : "?:") +
                  std::string(p.bytes));
  };
  for (std::size_t i = 0; i < text.size(); i += step)
    splitter.feed(std::string_view(text).substr(i, step), take);
  splitter.finish(take);
  return out;
}

void expect_frames(const std::string& text, const std::vector<std::string>& expected) {
  for (std::size_t step = 1; step <= text.size(); ++step)
    ASSERT_EQ(frames(text, step), expected) << "in steps of " << step;
}

TEST(FrameSplitter, AServerSentEventIsOneFrameWithItsBlankLine) {
  expect_frames("event: a\ndata: 1\n\ndata: 2\r\n\r\n\n: ping\n\ndata: 3",
                {"3:event: a\ndata: 1\n", "5:data: 2\r\n\r", "6:", "8:: ping\n", "9?:data: 3"});
}

TEST(FrameSplitter, ALineThatIsNoFieldEndsTheEventBeforeIt) {
  expect_frames("data: 1\nHTTP/1.1 200\ndata: 2\n\n{\"a\":1}\n",
                {"1:data: 1", "2:HTTP/1.1 200", "4:data: 2\n", "5:{\"a\":1}"});
}

TEST(FrameSplitter, AnEventThatTheEndCutsKeepsItsLineFeed) {
  expect_frames("data: 1\n", {"1:data: 1"});
}

TEST(FrameSplitter, ACommentBeforeAnyEventIsALine) {
  expect_frames(": note\nnext\n", {"1:: note", "2:next"});
}

TEST(FrameSplitter, ADocumentOverManyLinesIsOneFrame) {
  expect_frames("{\n \"a\": [1,\n 2]\n}\n{\n}\nend",
                {"4:{\n \"a\": [1,\n 2]\n}", "6:{\n}", "7?:end"});
}

TEST(FrameSplitter, TheFirstLineMayOpenADocumentInItsMiddle) {
  expect_frames("\xEF\xBB\xBF{\"a\": {\n}}\n", {"2:\xEF\xBB\xBF{\"a\": {\n}}"});
}

TEST(FrameSplitter, WhatTurnsOutToBeNoDocumentIsLines) {
  expect_frames("{\n\"a\": 1,\n{\"b\": 2}\nlast\n",
                {"1:{", "2:\"a\": 1,", "3:{\"b\": 2}", "4:last"});
  expect_frames("[INFO] up\n[INFO] down\n", {"1:[INFO] up", "2:[INFO] down"});
  expect_frames("{\"cut\": \"of\n{\"b\": 2}\n", {"1:{\"cut\": \"of", "2:{\"b\": 2}"});
}

TEST(FrameSplitter, ADocumentThatTheEndCutsIsOneFrame) {
  expect_frames("{\n\"a\":\n", {"2:{\n\"a\":"});
  expect_frames("{\n\"a\"", {"2?:{\n\"a\""});
}

TEST(FrameSplitter, ADocumentThatIsTooLargeComesInPiecesThatJoin) {
  const std::string text =
      "{\n\"a\": \"" + std::string(FrameSplitter::kMaxDocument, 'x') + "\"\n}\nnext\n";
  std::string joined;
  std::uint64_t last = 0;
  FrameSplitter splitter(1 << 20, Framing::any);
  const auto take = [&](const Piece& p) {
    joined += p.bytes;
    if (p.is_last) joined += '\n';
    last = p.last_line;
  };
  for (std::size_t i = 0; i < text.size(); i += 100'000)
    splitter.feed(std::string_view(text).substr(i, 100'000), take);
  splitter.finish(take);
  EXPECT_EQ(joined, text);
  EXPECT_EQ(last, 4U);
}

}  // namespace
}  // namespace trace::ingest
