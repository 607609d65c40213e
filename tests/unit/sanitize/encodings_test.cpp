#include "sanitize/sanitizer.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace trace::sanitize {
namespace {

const std::string kRandom = "Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0";
std::string secret() { return "sk-ant-" + ("api03-" + kRandom); }

// Spell each byte by a printf format.
std::string each(const char* format, const std::string& text) {
  std::string out;
  for (const char c : text) {
    std::array<char, 16> piece{};
    std::snprintf(piece.data(), piece.size(), format, static_cast<unsigned char>(c));
    out += piece.data();
  }
  return out;
}

std::string base64(const std::string& text) {
  static const std::string kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i + 2 < text.size(); i += 3) {
    const auto byte = [&](std::size_t n) {
      return static_cast<unsigned>(static_cast<unsigned char>(text[i + n]));
    };
    const unsigned bits = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out += kLetters[bits >> shift & 63U];
  }
  return out;
}

std::vector<std::string> spellings() {
  const std::string env = "ANTHROPIC_KEY=" + secret();  // a length that three divides
  return {env,
          R"({"api_key": ")" + secret() + "\"}",
          R"({"a":"{\"api_key\": \")" + secret() + R"(\"}"})",
          "x=" + base64(env + std::string((3 - env.size() % 3) % 3, '\n')),
          each("%02x", env),
          "{\"a\":\"" + each("\\u%04x", secret()) + "\"}",
          "https://example.com/?q=" + each("%%%02X", secret()),
          each("&#%d;", secret()),
          "b'" + each("\\x%02x", secret()) + "'"};
}

TEST(Encodings, ASecretHasOnePseudonymHoweverItIsWritten) {
  SanitizerOptions options;
  options.strategy = Strategy::hash;
  options.key = std::string(32, 'k');
  const Sanitizer sanitizer = Sanitizer::compile(options).or_throw();
  std::string pseudonym;
  for (const std::string& text : spellings()) {
    std::string out;
    std::vector<Finding> findings;
    ASSERT_TRUE(sanitizer.scrub(text, out, &findings)) << text;
    ASSERT_EQ(findings.size(), 1U) << text;
    if (pseudonym.empty()) pseudonym = findings[0].pseudonym;
    EXPECT_EQ(findings[0].pseudonym, pseudonym) << text;
    EXPECT_NE(out.find(pseudonym), std::string::npos) << out;
    EXPECT_EQ(pseudonym.size(), 18U);
  }
}

TEST(Encodings, WithoutAKeyThereIsNoPseudonym) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string out;
  std::vector<Finding> findings;
  ASSERT_TRUE(sanitizer.scrub("password=hunter2", out, &findings));
  EXPECT_EQ(findings[0].pseudonym, "");
}

TEST(Encodings, AnEscapedKeyNameIsAName) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string out;
  ASSERT_TRUE(sanitizer.scrub(R"({"\u0070assword":"hunter2", "p\u0061sswd": 12345})", out));
  EXPECT_EQ(out, R"({"\u0070assword":"***", "p\u0061sswd": "***"})");
  ASSERT_TRUE(sanitizer.scrub(R"(["{\"t\":\"\\u0070\", \"pin\": 1234}", "some words"])", out));
  EXPECT_EQ(out, R"(["{\"t\":\"\\u0070\", \"pin\": \"***\"}", "some words"])");
  EXPECT_FALSE(sanitizer.scrub(R"({"max\u005ftokens":"hunter2", "b":"\u0074oken"})", out));
}

TEST(Encodings, HexadecimalDigitsOfADigestStay) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string out;
  EXPECT_FALSE(sanitizer.scrub("tree " + each("%02x", "plain words, and nothing else"), out));
  EXPECT_FALSE(sanitizer.scrub("4b825dc642cb6eb9a060e54bf8d69288fbee4904", out));
}

TEST(Encodings, ASecretFarInsideALongBase64TextIsFound) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string text;
  while (text.size() < 30000) text += "a line of words, ";
  std::string out;
  EXPECT_FALSE(sanitizer.scrub(base64(text), out));
  EXPECT_TRUE(sanitizer.scrub(base64(text + "password=hunter2hunter2 " + text), out));
}

TEST(Encodings, PublicIdsStayUnlessAskedFor) {
  const std::string id = "731904652813-7f3a9c0e5b1d82647f3a9c0e5b1d8264.apps.googleusercontent.com";
  std::string out;
  EXPECT_FALSE(Sanitizer::compile({}).or_throw().scrub("client " + id, out));
  SanitizerOptions options;
  options.enable = {"public-id"};
  EXPECT_TRUE(Sanitizer::compile(options).or_throw().scrub("client " + id, out));
}

}  // namespace
}  // namespace trace::sanitize
