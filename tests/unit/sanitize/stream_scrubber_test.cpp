#include "sanitize/stream_scrubber.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

std::string repeat(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string key_block(const std::string& line_end) {
  std::string out = "-----BEGIN RSA PRIVATE" + std::string(" KEY-----") + line_end;
  for (int i = 0; i < 3; ++i) out += repeat("Zq7Lm2Xw", 8) + line_end;
  return out + "-----END RSA PRIVATE" + " KEY-----" + line_end;
}

// A text with every kind of secret and of border.
std::string sample() {
  std::string out = "plain line\n{\"password\":\"hunter2\",\"n\":1}\n";
  out += "{\"a\":\"x\\nAPI_KEY=" + repeat("Zq7L", 6) + "\\ny\"}\n";
  out += key_block("\n") + "after the key\n";
  out += "{\"f\":\"" + key_block("\\n") + "\"}\n";
  out += "\"credentials\": {\n  \"a\": \"b\"\n},\n";
  out += "key\n" + repeat("Zq7Lm2Xw", 4) + "\n";
  out += "https://jo:hunter2@example.com/ Authorization: Bearer " + repeat("Zq7Lm2Xw", 4) + "\n";
  out += "x gh" + ("p_" + repeat("Zq7Lm2Xw", 4)) + "4 and " + repeat("word ", 60) + "\n";
  return out + "last line without end, pin=1234";
}

std::string in_chunks(const Sanitizer& sanitizer, const std::string& text,
                      const std::vector<std::size_t>& cuts, StreamLimits limits = {}) {
  StreamScrubber scrubber(sanitizer, limits);
  std::string out;
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    scrubber.feed(std::string_view(text).substr(from, cut - from), out);
    from = cut;
  }
  scrubber.feed(std::string_view(text).substr(from), out);
  scrubber.finish(out);
  return out;
}

TEST(StreamScrubber, EverySplitGivesTheSameOutput) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const std::string text = sample();
  const std::string whole = in_chunks(sanitizer, text, {});
  EXPECT_EQ(whole.find("hunter2"), std::string::npos);
  EXPECT_EQ(whole.find("Zq7Lm2Xw"), std::string::npos);
  EXPECT_NE(whole.find("after the key\n"), std::string::npos);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    ASSERT_EQ(in_chunks(sanitizer, text, {cut}), whole) << "cut at " << cut;
  }
}

TEST(StreamScrubber, SingleBytesGiveTheSameOutput) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const std::string text = sample();
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < text.size(); ++i) cuts.push_back(i);
  EXPECT_EQ(in_chunks(sanitizer, text, cuts), in_chunks(sanitizer, text, {}));
}

TEST(StreamScrubber, LongLinesAreScrubbedInWindowsWhereverTheyAreCut) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const StreamLimits small{512, 128, 1024};
  std::string text = "{\"a\":\"";
  for (int i = 0; i < 40; ++i)
    text += repeat("some words, ", 4) + "password=hunter" + std::to_string(i) + " ";
  text += "\"}\n";
  const std::string whole = in_chunks(sanitizer, text, {}, small);
  EXPECT_EQ(whole.find("hunter"), std::string::npos);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    ASSERT_EQ(in_chunks(sanitizer, text, {cut}, small), whole) << "cut at " << cut;
  }
}

TEST(StreamScrubber, ASecretLongerThanAWindowIsDroppedWhole) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const StreamLimits small{512, 128, 1024};
  const std::string text = "{\"password\":\"" + repeat("long secret ", 400) + "\",\"n\":1}\n";
  EXPECT_EQ(in_chunks(sanitizer, text, {}, small), "{\"password\":\"***\",\"n\":1}\n");
  EXPECT_EQ(in_chunks(sanitizer, text, {100, 700, 3000}, small),
            "{\"password\":\"***\",\"n\":1}\n");
}

TEST(StreamScrubber, CleanTextIsByteIdentical) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const std::string text =
      repeat("no secrets here, \"tokens\": 12,\r\n", 500) + std::string("\0\xff", 2);
  EXPECT_EQ(in_chunks(sanitizer, text, {7, 4000}), text);
}

TEST(StreamScrubber, FindingsCountFromTheBeginningOfTheStream) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  StreamScrubber scrubber(sanitizer);
  scrubber.keep_findings();
  std::string out;
  scrubber.feed("first line\npassword=hunter2\n", out);
  scrubber.finish(out);
  const auto findings = scrubber.take_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].offset, 20U);
  EXPECT_EQ(findings[0].length, 7U);
}

}  // namespace
}  // namespace trace::sanitize
