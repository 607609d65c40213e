#include "sanitize/field_paths.h"

#include "sanitize/sanitizer.h"

#include <gtest/gtest.h>

namespace trace::sanitize {
namespace {

std::string clean(const std::string& field, const std::string& text) {
  SanitizerOptions options;
  options.fields = {field};
  const Sanitizer sanitizer = Sanitizer::compile(options).or_throw();
  std::string out;
  return sanitizer.scrub(text, out) ? out : text;
}

TEST(FieldPaths, APathCountsFromTheOutermostObject) {
  const std::string text = R"({"a":{"b":"x1","c":{"b":"x2"}},"b":"x3","d":[{"a":{"b":4}}]})";
  EXPECT_EQ(clean("a.b", text), R"({"a":{"b":"***","c":{"b":"x2"}},"b":"x3","d":[{"a":{"b":4}}]})");
  EXPECT_EQ(clean("*.b", text), R"({"a":{"b":"***","c":{"b":"x2"}},"b":"x3","d":[{"a":{"b":4}}]})");
  EXPECT_EQ(clean("**.b", text),
            R"({"a":{"b":"***","c":{"b":"***"}},"b":"***","d":[{"a":{"b":"***"}}]})");
  EXPECT_EQ(clean("d.**.b", text),
            R"({"a":{"b":"x1","c":{"b":"x2"}},"b":"x3","d":[{"a":{"b":"***"}}]})");
}

TEST(FieldPaths, NamesAreSpeltAsTheyLikeAndValuesAreOfAnyType) {
  EXPECT_EQ(clean("user.home_town", R"({"User": {"homeTown": {"x": [1, "y"]}, "n": 1}})"),
            R"({"User": {"homeTown": "***", "n": 1}})");
  EXPECT_EQ(clean("user.town", R"({"text": "{\"user\": 1, \"town\": 2}", "user": {"town": true}})"),
            R"({"text": "{\"user\": 1, \"town\": 2}", "user": {"town": true}})");
}

TEST(FieldPaths, DotsOfPropertiesAreSteps) {
  EXPECT_EQ(clean("app.mail.host", "app.mail.host=smtp.example.com\napp.host=a.b\n"),
            "app.mail.host=***\napp.host=a.b\n");
}

TEST(FieldPaths, ShortNamesAreFields) {
  EXPECT_EQ(clean("id", R"({"id":"x1","aid":"x2"})"), R"({"id":"***","aid":"x2"})");
}

TEST(FieldPaths, APathEndsWithAName) {
  SanitizerOptions options;
  options.fields = {"a.*"};
  EXPECT_EQ(Sanitizer::compile(options).error().code, base::Errc::bad_usage);
}

}  // namespace
}  // namespace trace::sanitize
