#include "sanitize/delta_joiner.h"

#include "json/document.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

const std::string kSecret = "Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0Ty4Wq7";

std::string delta(const std::string& text, int index = 0) {
  return R"(data: {"type":"content_block_delta","index":)" + std::to_string(index) +
         R"(,"delta":{"type":"text_delta","text":")" + text + "\"}}\n";
}

std::string run(const std::vector<std::string>& lines) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  DeltaJoiner joiner(sanitizer);
  std::string out;
  for (const std::string& line : lines) joiner.feed_line(line, out);
  joiner.finish(out);
  return out;
}

std::string said(const std::string& events) {
  std::string out;
  json::Document document;
  for (std::size_t at = 0; at < events.size();) {
    const std::size_t end = events.find('\n', at);
    const std::string line = events.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("data: {")) continue;
    EXPECT_TRUE(document.parse(std::string_view(line).substr(6)));
    out += document.root()["delta"]["text"].str();
  }
  return out;
}

TEST(DeltaJoiner, ASecretSplitAmongEventsIsMaskedAtEverySplit) {
  const std::string secret = "gh" + ("p_" + kSecret);
  for (std::size_t cut = 1; cut < secret.size(); ++cut) {
    const std::string out = run({delta("the key is "), delta(secret.substr(0, cut)),
                                 delta(secret.substr(cut)), delta(" and so on")});
    EXPECT_EQ(said(out), "the key is ghp_Zq7***Wq7 and so on") << cut;
  }
}

TEST(DeltaJoiner, OneCharacterAnEventIsEnough) {
  std::vector<std::string> lines;
  for (const char c : "password=" + kSecret + " done") lines.push_back(delta(std::string(1, c)));
  const std::string out = run(lines);
  EXPECT_EQ(said(out), "password=*** done");
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), std::ptrdiff_t(lines.size()));
}

TEST(DeltaJoiner, StreamsAreNotMixed) {
  const std::string out =
      run({delta("pass", 0), delta("word=hunter2 ", 1), delta("age=12345 ", 0)});
  EXPECT_EQ(said(out), "password=hunter2 age=12345 ");
}

TEST(DeltaJoiner, WithoutSecretsEveryByteAndTheOrderStay) {
  std::vector<std::string> lines;
  std::string all;
  for (int i = 0; i < 300; ++i) {
    lines.push_back(i % 7 == 0 ? "event: ping\n" : delta("some \\u0041 words\\n ", i % 3));
    all += lines.back();
  }
  EXPECT_EQ(run(lines), all);
}

TEST(DeltaJoiner, FragmentsOfArgumentsAreJoined) {
  const std::string head =
      R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":")";
  const std::string tail = "\"}}]}}]}\n";
  EXPECT_EQ(run({head + R"({\"pass)" + tail, head + R"(word\":\"hun)" + tail,
                 head + R"(ter2\"})" + tail}),
            head + R"({\"pass)" + tail + head + R"(word\":\"***)" + tail + head + R"(\"})" + tail);
}

TEST(DeltaJoiner, OldDeltasDoNotWait) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  DeltaJoiner joiner(sanitizer);
  std::string out;
  for (int i = 0; i < 200; ++i) joiner.feed_line(delta("plain words go by "), out);
  EXPECT_GT(out.size(), 100 * delta("plain words go by ").size());
}

}  // namespace
}  // namespace trace::sanitize
