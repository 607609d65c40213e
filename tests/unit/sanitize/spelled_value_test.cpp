#include "sanitize/spelled_value.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

// Put together here: hosts of code refuse such texts.
const std::string kValue = std::string("tok") + "en-\"q\"/\\né😀";

SpelledValue search(std::string_view value) { return SpelledValue::of(value).or_throw(); }

// In how many places the value is found before, and after it was overwritten.
std::pair<std::size_t, std::size_t> around(const SpelledValue& value, std::string text) {
  const std::size_t size = text.size(), found = value.blank(text);
  EXPECT_EQ(text.size(), size);
  return {found, value.count(text)};
}

TEST(SpelledValue, ItIsFoundAsItIs) {
  EXPECT_EQ(around(search(kValue), "a" + kValue + "b" + kValue), std::pair(2UL, 0UL));
  EXPECT_EQ(around(search(kValue), kValue.substr(1)), std::pair(0UL, 0UL));
}

TEST(SpelledValue, ItIsFoundInJsonHoweverItIsEscaped) {
  const auto value = search(kValue);
  for (const char* text :
       {R"({"k":"token-\"q\"/\\né😀"})", R"({"k":"token-\"q\"\/\\n\u00e9\ud83d\ude00"})",
        R"({"k":"\u0074\u006Fken-\u0022q\u0022\u002f\u005cn\u00E9\uD83D\uDE00"})",
        R"({"k":"{\"k\":\"token-\\\"q\\\"/\\\\n\\u00e9\\ud83d\\ude00\"}"})"}) {
    std::string bytes = text;
    EXPECT_EQ(value.blank(bytes), 1U) << text;
    EXPECT_EQ(bytes.find("oken"), std::string::npos) << bytes;
    EXPECT_EQ(bytes.substr(0, 5), std::string_view(text).substr(0, 5));
    EXPECT_EQ(bytes.back(), '}');
  }
}

TEST(SpelledValue, ALineBreakIsFoundEscapedAndNot) {
  const auto value = search("line one\nline two");
  EXPECT_EQ(around(value, "line one\nline two"), std::pair(1UL, 0UL));
  EXPECT_EQ(around(value, R"("line one\nline two")"), std::pair(1UL, 0UL));
  EXPECT_EQ(around(value, R"("line one\\nline two")"), std::pair(1UL, 0UL));
  EXPECT_EQ(around(value, "line+one%0Aline%20two"), std::pair(1UL, 0UL));
}

TEST(SpelledValue, ItIsFoundPercentEncoded) {
  const auto value = search("a b/c+d=é");
  EXPECT_EQ(around(value, "?q=a%20b%2Fc%2bd%3D%C3%A9&"), std::pair(1UL, 0UL));
  EXPECT_EQ(around(value, "?q=a%2520b%252Fc%252Bd%253D%25C3%25A9&"), std::pair(1UL, 0UL));
  EXPECT_EQ(around(value, "%61%20%62%2F%63%2B%64%3D%C3%A9"), std::pair(1UL, 0UL));
}

TEST(SpelledValue, ItIsFoundInBase64WhereverItBegins) {
  const auto value = search("secret-value");
  for (const char* text :
       {"c2VjcmV0LXZhbHVl", "eHNlY3JldC12YWx1ZXk=", "eHhzZWNyZXQtdmFsdWV5eQ==",
        "eHh4c2VjcmV0LXZhbHVleXl5", "c2Vj\ncmV0LXZhbHVl", R"(c2Vj\ncmV0LXZhbHVl)"})
    EXPECT_EQ(around(value, text), std::pair(1UL, 0UL)) << text;
  EXPECT_EQ(around(search("secret>>?value"), "c2VjcmV0Pj4_dmFsdWU"), std::pair(1UL, 0UL));
  EXPECT_EQ(around(search("secret>>?value"), R"("c2VjcmV0Pj4\/dmFsdWU")"), std::pair(1UL, 0UL));
}

TEST(SpelledValue, ItIsFoundInHex) {
  EXPECT_EQ(around(search("secret"), "0x736563726574."), std::pair(1UL, 0UL));
  EXPECT_EQ(around(search("\x1b\x2c\x3d\x4e\x5f\x6a"), "1B2c3D4E5f6A"), std::pair(1UL, 0UL));
}

TEST(SpelledValue, WhatIsLeftIsStillJson) {
  std::string after_escape = R"("\newvalue\u0041bcdef")";
  EXPECT_EQ(search("newvalue").blank(after_escape), 1U);
  EXPECT_EQ(after_escape, R"("\n*******\u0041bcdef")");
  std::string after_u = R"("\u0041bcdef")";
  EXPECT_EQ(search("u0041bcdef").blank(after_u), 1U);
  EXPECT_EQ(after_u, R"("\u0000*****")");
  std::string number = R"({"n":12345678})";
  EXPECT_EQ(search("12345678").blank(number), 1U);
  EXPECT_EQ(number, R"({"n":11111111})");
  std::string at_end = R"({"path":"c:\\dir\\"})";
  EXPECT_EQ(search("c:\\dir\\").blank(at_end), 1U);
  EXPECT_EQ(at_end, R"({"path":"*********"})");
}

TEST(SpelledValue, AFillThatSaysTheValueIsNotTaken) {
  std::string stars = "a ******** b", ones = "11111111";
  EXPECT_EQ(search("********").blank(stars), 1U);
  EXPECT_EQ(stars, "a xxxxxxxx b");
  EXPECT_EQ(search("11111111").blank(ones), 1U);
  EXPECT_EQ(ones, "22222222");
}

TEST(SpelledValue, TooShortAValueIsRefused) {
  EXPECT_FALSE(SpelledValue::of("12345"));
  EXPECT_TRUE(SpelledValue::of("123456"));
}

TEST(SpelledValue, BytesThatAreNoTextAreFoundToo) {
  const std::string value("\xFF\x00\x80zz\xC3", 6);
  EXPECT_EQ(around(search(value), "a" + value + "b"), std::pair(1UL, 0UL));
}

}  // namespace
}  // namespace trace::sanitize
