#include "sanitize/sanitizer.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

// Token-like strings are put together here: hosts of code refuse them in plain text.
std::string token(const std::string& prefix, std::size_t length) {
  static constexpr char kLetters[] = "Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0Ty";
  std::string out = prefix;
  for (std::size_t i = 0; i < length; ++i) out.push_back(kLetters[i * 7 % 32]);
  return out;
}

std::string clean(const std::string& text, SanitizerOptions options = {}) {
  const Sanitizer sanitizer = Sanitizer::compile(options).or_throw();
  std::string out;
  return sanitizer.scrub(text, out) ? out : text;
}

void expect_untouched(const std::string& text) { EXPECT_EQ(clean(text), text); }

TEST(Sanitizer, LeavesTheOutputAloneWhenNothingIsSecret) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string out = "before";
  EXPECT_FALSE(sanitizer.scrub("The key insight is that tokens attend to tokens.", out));
  EXPECT_EQ(out, "before");
}

TEST(Sanitizer, MasksAPasswordInJsonAndKeepsTheRest) {
  EXPECT_EQ(clean(R"({"user": "jo", "password": "hunter2", "n": 1})"),
            R"({"user": "jo", "password": "***", "n": 1})");
}

TEST(Sanitizer, KeysCountWithoutCaseAndSeparators) {
  for (const char* key : {"apiKey", "API_KEY", "x-api-key", "Api.Key", "openaiApiKey"}) {
    EXPECT_EQ(clean(std::string(key) + "=abc123def"), std::string(key) + "=***") << key;
  }
}

TEST(Sanitizer, ValuesOfJsonBecomeStringsAndTrueAndNullStay) {
  EXPECT_EQ(clean(R"({"password":12345})"), R"({"password":"***"})");
  EXPECT_EQ(clean(R"({"password":true})"), R"({"password":true})");
  EXPECT_EQ(clean(R"({"password":null})"), R"({"password":null})");
  EXPECT_EQ(clean(R"({"password":{"a":"b"},"c":1})"), R"({"password":"***","c":1})");
  EXPECT_EQ(clean(R"({"password":["a","b"]})"), R"({"password":"***"})");
  EXPECT_EQ(clean(R"({"password":""})"), R"({"password":""})");
}

TEST(Sanitizer, FindsKeysAtAnyDepthOfEscaping) {
  EXPECT_EQ(clean(R"({"c":"{\"password\": \"hunter2\"}"})"), R"({"c":"{\"password\": \"***\"}"})");
  EXPECT_EQ(clean(R"({"c":"{\"x\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}"})"),
            R"({"c":"{\"x\":\"{\\\"password\\\":\\\"***\\\"}\"}"})");
  EXPECT_EQ(clean(R"({"c":"A=1\nDB_PASSWORD=hunter2\nB=2"})"),
            R"({"c":"A=1\nDB_PASSWORD=***\nB=2"})");
}

TEST(Sanitizer, AnEscapeBeforeASecretStaysWhole) {
  const std::string secret = token("", 20);
  EXPECT_EQ(clean(R"({"c":"the access key\n)" + secret + R"("})"),
            R"({"c":"the access key\n***"})");
  EXPECT_EQ(
      clean(R"({"c":"x\ngh)" + ("p_" + token("", 36)) + R"("})"),
      R"({"c":"x\nghp_)" + token("", 36).substr(0, 3) + "***" + token("", 36).substr(33) + R"("})");
}

TEST(Sanitizer, PatternsSpareEscapesToo) {
  SanitizerOptions options;
  options.enable = {"pii"};
  EXPECT_EQ(clean(R"({"c":"x\njo@example.com"})", options), R"({"c":"x\n***"})");
  EXPECT_EQ(clean(R"({"c":"x\u000ajo@example.com"})", options), R"({"c":"x\u000a***"})");
}

TEST(Sanitizer, KeepsTheSchemeOfAnAuthorization) {
  const std::string secret = token("", 20);
  EXPECT_EQ(clean("Authorization: Bearer " + secret), "Authorization: Bearer ***");
  EXPECT_EQ(clean(R"({"headers":{"authorization":"Basic )" + secret + R"("}})"),
            R"({"headers":{"authorization":"Basic ***"}})");
}

TEST(Sanitizer, KeepsTheNamesOfCookies) {
  EXPECT_EQ(clean("Cookie: sid=abc; theme=dark"), "Cookie: sid=***; theme=***");
  EXPECT_EQ(clean("Set-Cookie: sid=abc; Path=/; HttpOnly"),
            "Set-Cookie: sid=***; Path=/; HttpOnly");
}

TEST(Sanitizer, ACookieHeaderMayBeLong) {
  std::string header = "Cookie: ";
  std::string masked = "Cookie: ";
  for (int i = 0; i < 300; ++i) {
    header += "name" + std::to_string(i) + "=value; ";
    masked += "name" + std::to_string(i) + "=***; ";
  }
  EXPECT_EQ(clean(header + "z=1"), masked + "z=***");
}

TEST(Sanitizer, ShowsAtMostThreeCharactersAtEachEndOfALongToken) {
  const std::string secret = token("", 36);
  EXPECT_EQ(clean("x " + ("ghp_" + secret) + " y"),
            "x ghp_" + secret.substr(0, 3) + "***" + secret.substr(33) + " y");
  EXPECT_EQ(clean("api_key=" + secret.substr(0, 20)), "api_key=***");
}

TEST(Sanitizer, MasksPasswordsAndParametersOfUrls) {
  EXPECT_EQ(clean("https://jo:hunter2@example.com/x"), "https://jo:***@example.com/x");
  EXPECT_EQ(clean("https://example.com/?page=2&client_secret=abc123&n=1"),
            "https://example.com/?page=2&client_secret=***&n=1");
}

TEST(Sanitizer, CountersAndNamesStay) {
  expect_untouched(R"({"max_tokens":4096,"input_tokens":3,"output_tokens":9,"tokens":17})");
  expect_untouched(R"({"key_points":["a"],"tokenizer_class":"Fast","session_id":"0b5d4c1e-7a"})");
  expect_untouched(
      R"({"public_key":"abcdefghij1234567890ABCDEFG","secret_name":"db-credentials"})");
  expect_untouched("api_key = os.environ['OPENAI_API_KEY']");
}

TEST(Sanitizer, DescriptionsOfFieldsStay) {
  expect_untouched(R"({"properties":{"password":{"type":"string","description":"yours"}}})");
  EXPECT_EQ(clean(R"({"password":{"a":"b"},"x":{"type":"string"}})"),
            R"({"password":"***","x":{"type":"string"}})");
}

TEST(Sanitizer, ReadsAssignmentsOfManyLanguages) {
  for (const char* text : {"my_secret := \"", "DB_SECRET ?= \"", "var apiSecret string = \"",
                           "os.environ[\"API_SECRET\"] = \"", "\"secret\" => \"",
                           "setProperty(\"SECRET\", \"", "secret == \""}) {
    EXPECT_EQ(clean(std::string(text) + "a1b2c3d4\")"), std::string(text) + "***\")") << text;
  }
}

TEST(Sanitizer, SignaturesOfThinkingStay) {
  expect_untouched(R"({"type":"thinking","thinking":"the key","signature":")" + token("Eq", 300) +
                   R"(=="})");
}

TEST(Sanitizer, PrivateKeysGoWhole) {
  const std::string begin = "-----BEGIN RSA PRIVATE" + std::string(" KEY-----");
  const std::string end = "-----END RSA PRIVATE" + std::string(" KEY-----");
  EXPECT_EQ(clean("a\n" + begin + "\n" + token("", 64) + "\n" + end + "\nb"), "a\n***\nb");
  EXPECT_EQ(clean(R"({"f":")" + begin + R"(\n)" + token("", 64) + R"("})"), R"({"f":"***"})");
}

TEST(Sanitizer, LooksThroughEncodings) {
  EXPECT_EQ(clean(R"({"v":"password\u003dhunter22"})"), R"({"v":"password\u003d***"})");
  // `export API_KEY=…` in base64
  EXPECT_EQ(clean(R"({"b":"ZXhwb3J0IEFQSV9LRVk9WlJMZ1JZS2xLVkZ6OEZhOGhtRDEK"})"), R"({"b":"***"})");
}

TEST(Sanitizer, RemoveKeepsTheSyntax) {
  SanitizerOptions options;
  options.strategy = Strategy::remove;
  EXPECT_EQ(clean(R"({"password":"hunter2","pin":1234})", options), R"({"password":"","pin":""})");
}

TEST(Sanitizer, HashIsStableUnderAKeyAndHidesTheSecret) {
  SanitizerOptions options;
  options.strategy = Strategy::hash;
  EXPECT_FALSE(Sanitizer::compile(options));
  options.key = std::string(32, 'k');
  const std::string once = clean("password=hunter2", options);
  EXPECT_EQ(once.substr(0, 11), "password=h:");
  EXPECT_EQ(once.size(), std::string("password=h:").size() + 16);
  EXPECT_EQ(clean(R"({"password":"hunter2"})", options),
            R"({"password":")" + once.substr(9) + R"("})");
  EXPECT_EQ(clean(once, options), once);
}

TEST(Sanitizer, FieldsAndAllowedNamesOverrideTheRules) {
  SanitizerOptions options;
  options.fields = {"employee_id"};
  options.allow = {"password"};
  EXPECT_EQ(clean(R"({"employeeId":"77","password":"x1y2"})", options),
            R"({"employeeId":"***","password":"x1y2"})");
}

TEST(Sanitizer, RulesAndGroupsCanBeSwitchedOff) {
  SanitizerOptions options;
  options.disable = {"key-name"};
  EXPECT_EQ(clean("password=hunter2", options), "password=hunter2");
  options.disable = {"no-such-rule"};
  EXPECT_EQ(Sanitizer::compile(options).error().code, base::Errc::bad_usage);
}

TEST(Sanitizer, FindingsNameThePlaceInTheInput) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::string out;
  std::vector<Finding> findings;
  ASSERT_TRUE(sanitizer.scrub("a=1 password=hunter2 secret=abc123", out, &findings));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "key-password");
  EXPECT_EQ(findings[0].offset, 13U);
  EXPECT_EQ(findings[0].length, 7U);
  EXPECT_EQ(findings[1].offset, 28U);
}

TEST(Sanitizer, ScrubbingTwiceChangesNothingMore) {
  for (const std::string& text :
       {std::string("password=hunter2"), "Authorization: Bearer " + token("sk-ant-api03-", 60),
        std::string(R"({"pin":1234,"token":{"a":1},"secret":[1,"x"]})"), "key " + token("", 40)}) {
    const std::string once = clean(text);
    EXPECT_EQ(clean(once), once) << once;
  }
}

}  // namespace
}  // namespace trace::sanitize
