#include "dialects/payload.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

TEST(Payload, AServerSentEventHasANameAndDataWithAPlaceInTheFrame) {
  const std::string_view frame = "event: delta\r\ndata: {\"a\":1}\r\n\r";
  PayloadReader reader;
  const auto payload = reader.read(frame);
  EXPECT_EQ(payload.event, "delta");
  EXPECT_EQ(payload.root["a"].i64(), 1);
  EXPECT_EQ(frame.substr(payload.shift, payload.text.size()), "{\"a\":1}");
}

TEST(Payload, DataOnSeveralLinesIsJoinedWithLineFeeds) {
  PayloadReader reader;
  const auto payload = reader.read("data: {\"a\":\ndata:1}\n");
  EXPECT_TRUE(payload.is_joined);
  EXPECT_EQ(payload.text, "{\"a\":\n1}");
  EXPECT_EQ(payload.root["a"].i64(), 1);
}

TEST(Payload, CommentsAndEndMarksAreToldFromJson) {
  PayloadReader reader;
  EXPECT_TRUE(reader.read(": OPENROUTER PROCESSING\n").is_comment);
  const auto done = reader.read("data: [DONE]\n");
  EXPECT_FALSE(done.root);
  EXPECT_EQ(done.text, "[DONE]");
}

TEST(Payload, AnObjectThatTextIsGluedToIsFound) {
  const std::string_view line = "run /mcp list.{\"type\":\"init\"}";
  PayloadReader reader;
  const auto payload = reader.read(line);
  EXPECT_TRUE(payload.is_glued);
  EXPECT_EQ(payload.root["type"].str(), "init");
  EXPECT_EQ(line.substr(payload.shift), payload.text);
}

TEST(Payload, TextHasNoRoot) {
  PayloadReader reader;
  const auto payload = reader.read("  plain text\r");
  EXPECT_FALSE(payload.root);
  EXPECT_EQ(payload.text, "plain text");
  EXPECT_EQ(payload.shift, 2U);
}

}  // namespace
}  // namespace trace::dialects
