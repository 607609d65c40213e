#include "json/document.h"
#include "json/writer.h"
#include "sanitize/sanitizer.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

const std::string kSecret = "gh" + std::string("p_Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0Ty4Wq7");

std::string literal(const std::string& text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

std::string delta(const std::string& text) {
  return "event: content_block_delta\n"
         R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":)" +
         literal(text) + "}}\n\n";
}

std::string in_strings(std::string text, int depth) {
  for (int i = 0; i < depth; ++i) {
    text = R"({"type":"tool_result","content":)" + literal(text) + "}";
  }
  return text;
}

// What the deltas say together, read through `depth` strings.
std::string said(std::string text, int depth) {
  json::Document document;
  for (int i = 0; i < depth; ++i) {
    EXPECT_TRUE(document.parse(text)) << text;
    text = std::string(document.root()["content"].str());
  }
  std::string out;
  for (std::size_t at = text.find("data: "); at != std::string::npos;
       at = text.find("data: ", at + 1)) {
    const std::string line = text.substr(at + 6, text.find('\n', at) - at - 6);
    EXPECT_TRUE(document.parse(line)) << line;
    out += document.root()["delta"]["text"].str();
  }
  return out;
}

TEST(QuotedEvents, ASecretSplitAmongEventsInAStringIsMaskedAtEverySplit) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  for (int depth = 1; depth <= 3; ++depth) {
    for (std::size_t cut = 1; cut < kSecret.size(); ++cut) {
      const std::string text = in_strings(delta("the key is ") + delta(kSecret.substr(0, cut)) +
                                              delta(kSecret.substr(cut)) + delta(" and \"so\" on"),
                                          depth);
      std::string out;
      ASSERT_TRUE(sanitizer.scrub(text, out)) << depth << " " << cut;
      EXPECT_EQ(said(out, depth), "the key is *** and \"so\" on") << depth << " " << cut;
      std::string again;
      EXPECT_FALSE(sanitizer.scrub(out, again)) << out << "\n" << again;
    }
  }
}

TEST(QuotedEvents, OneCharacterAnEventIsEnough) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string events;
  for (const char c : "password=" + kSecret + " done") events += delta(std::string(1, c));
  std::string out;
  ASSERT_TRUE(sanitizer.scrub(in_strings(events, 1), out));
  EXPECT_EQ(said(out, 1), "password=*** done");
}

TEST(QuotedEvents, EventsWithoutASecretStay) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string events;
  for (int i = 0; i < 50; ++i) events += delta("some words, \xC3\xA4\n");
  std::string out;
  EXPECT_FALSE(sanitizer.scrub(in_strings(events, 2), out));
  EXPECT_FALSE(sanitizer.scrub("{\"a\":\"data: {\\\"unclosed", out));
}

}  // namespace
}  // namespace trace::sanitize
