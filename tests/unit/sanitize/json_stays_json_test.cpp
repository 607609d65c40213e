#include "json/document.h"
#include "json/writer.h"
#include "sanitize/sanitizer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace trace::sanitize {
namespace {

// Makes JSON with telling names, secrets, escapes, and JSON in strings that may be cut.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string value(int depth = 0) {
    switch (pick(depth > 3 ? 3 : 6)) {
      case 0:
        return literal(text());
      case 1:
        return one_of({"1", "-5", "3.14", "4111111111111111", "12345678901", "true", "null"});
      case 2:
        return literal(value(depth + 1).substr(0, pick(4) == 0 ? 40 : 4000));
      case 3:
        return "[" + value(depth + 1) + "," + value(depth + 1) + "]";
      default:
        return "{" + literal(name()) + ":" + value(depth + 1) + ", " + literal(name()) + ": " +
               value(depth + 1) + "}";
    }
  }

 private:
  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::string one_of(std::vector<std::string> words) { return words[pick(unsigned(words.size()))]; }
  std::string name() {
    return one_of({"password", "api_key", "token", "x", "value", "credentials", "pin", "Cookie",
                   "Authorization", "secret", "text"});
  }
  std::string text() {
    const std::string word = "Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0";
    return one_of({word, "password=hunter2\nPIN=1234", "the access key\n" + word,
                   "a=1; b=2; Path=/", "curl -u jo:hunter2 https://a.b",
                   "https://jo:hunter2@a.b/?token=%41bc12345&x",
                   "\\u0070assword\\u003dhunter2 \"quoted\" \\", "Bearer " + word, "jo@example.com",
                   "{\"pin\": 1234", "&quot;secret&quot;: " + word, "plain words"});
  }
  static std::string literal(const std::string& text) {
    std::string out;
    json::append_string(out, text);
    return out;
  }

  std::mt19937 random_;
};

TEST(Sanitizer, ValidJsonStaysValidAndCleanTextStaysClean) {
  SanitizerOptions options;
  options.enable = {"pii"};
  const Sanitizer sanitizer = Sanitizer::compile(options).or_throw();
  json::Document document;
  std::string once;
  std::string twice;
  const char* wanted = std::getenv("TRACE_TEST_DOCUMENTS");  // 1000000 before a release
  const unsigned long documents = wanted == nullptr ? 4000 : std::strtoul(wanted, nullptr, 10);
  for (unsigned seed = 0; seed < documents; ++seed) {
    const std::string text = "{\"a\":" + Maker(seed).value() + "}";
    ASSERT_TRUE(document.parse(text)) << text;
    if (!sanitizer.scrub(text, once)) continue;
    ASSERT_TRUE(document.parse(once)) << text << "\n" << once;
    ASSERT_FALSE(sanitizer.scrub(once, twice)) << text << "\n" << once << "\n" << twice;
  }
}

TEST(Sanitizer, ACookieThatIsJsonIsMaskedWhole) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  const std::string text =
      R"({"Cookie": "{\"api_key\":\"a=1; b=2; Path=/\", \"value\": \"a=1; Path=/\"}"})";
  std::string once, twice;
  ASSERT_TRUE(sanitizer.scrub(text, once));
  EXPECT_EQ(once, R"({"Cookie": "***"})");
  EXPECT_FALSE(sanitizer.scrub(once, twice));
}

}  // namespace
}  // namespace trace::sanitize
