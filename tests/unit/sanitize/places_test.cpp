#include "json/writer.h"
#include "sanitize/sanitizer.h"
#include "sanitize/stream_scrubber.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

const std::string kRandom = "Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0Ty4Wq7";
const std::string kEnd = "-----END RSA PRIVATE" + std::string(" KEY-----");

std::string clean(const std::string& text) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  StreamScrubber scrubber(sanitizer);
  std::string out;
  scrubber.feed(text, out);
  scrubber.finish(out);
  return out;
}

std::string key_lines() {
  std::string out;
  for (int i = 0; i < 4; ++i) out += kRandom + kRandom.substr(0, 28) + "\n";
  return out;
}

TEST(Places, AKeyWhoseBeginningIsCutIsFoundByItsEnd) {
  std::string json;
  json::append_string(json, "see\n" + key_lines() + kEnd + "\nafter");
  EXPECT_EQ(clean(json), "\"see\\n***\\nafter\"");
  json.clear();
  json::append_string(json, "see\n" + key_lines() + "short==\n" + kEnd + "\nafter");
  EXPECT_EQ(clean(json), "\"see\\n***\\nafter\"");
  EXPECT_EQ(clean("\"words before " + kEnd + "\""), "\"words before " + kEnd + "\"");
}

TEST(Places, TheLinesOfANetrcAreReadAlone) {
  EXPECT_EQ(clean("machine a.b\n  login jo\n  password hunter2!x\n"),
            "machine a.b\n  login jo\n  password ***\n");
  EXPECT_EQ(clean("default login jo password secretword\n"), "default login jo password ***\n");
  EXPECT_EQ(clean("  password required\n"), "  password required\n");
}

TEST(Places, AValueMayStandBeforeItsName) {
  EXPECT_EQ(clean(R"([{"value": ")" + kRandom + R"(", "name": "X-Api-Key"}])"),
            R"([{"value": "Zq7***Wq7", "name": "X-Api-Key"}])");
  EXPECT_EQ(clean(R"([{"value": "hunter2", "id": "password"}])"),
            R"([{"value": "hunter2", "id": "password"}])");
}

TEST(Places, HeadersPrintedByGoAreRead) {
  EXPECT_EQ(clean("map[Accept:[*/*] X-Api-Key:[" + kRandom + "] Host:[a]]"),
            "map[Accept:[*/*] X-Api-Key:[Zq7***Wq7] Host:[a]]");
}

TEST(Places, ACommandEndsWithItsString) {
  EXPECT_EQ(clean(R"({"a":["curl -u jo:",-5]})"), R"({"a":["curl -u jo:",-5]})");
  EXPECT_EQ(clean(R"({"a":["curl -u 'jo:hunter2",-5]})"), R"({"a":["curl -u 'jo:***",-5]})");
}

TEST(Places, AVendorMayBeNamedOnTheLineBefore) {
  const std::string key = "ABCDEFGHIJKLMNOPQRSTUVWXY";
  EXPECT_EQ(clean("visualcrossing\nKEY\n" + key + "\n").find(key), std::string::npos);
  EXPECT_NE(clean("the next\nKEY\n" + key + "\n").find(key), std::string::npos);
}

}  // namespace
}  // namespace trace::sanitize
