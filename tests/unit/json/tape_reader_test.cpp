#include "json/tape_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace trace::json {
namespace {

// All that a document says of its values.
void describe(const Value& value, std::size_t shift, std::string& out) {
  out += std::to_string(static_cast<int>(value.kind())) + '@' +
         std::to_string(value.offset() - shift) + ' ' + std::string(value.raw()) + '=' +
         std::string(value.str()) + '/' + std::string(value.key()) + ';';
  if (const auto truth = value.boolean()) out += *truth ? '+' : '-';
  for (auto child = value.first(); child; child = child.next()) {
    describe(child, shift, out);
    if (const auto key = child.key(); !key.empty()) out += std::string(value[key].raw());
  }
  out += '.';
}

std::string said_of(std::string_view text) {
  Document doc;
  if (!doc.parse(text)) return "refused";
  std::string out;
  describe(doc.root(), 0, out);
  return out;
}

// A number with an exponent makes the strict parser read the whole document.
std::string said_strictly_of(std::string_view text) {
  const std::string list = "[1e1," + std::string(text) + "]";
  Document doc;
  if (!doc.parse(list)) return "refused";
  const auto value = doc.root().first().next();
  if (value.next()) return "refused";  // the text is more than one value
  std::string out;
  describe(value, 5, out);
  return out;
}

TEST(TapeReader, SaysWhatTheStrictParserSays) {
  for (const std::string_view text :
       {R"({"a":1,"b":[true,false,null,-0.5,"x"],"a":{"c":{}}})",
        R"("\u00e9\ud83d\ude00\u0000z\/")",
        R"("\b\f\n\r\t\"\\ end")",
        R"([[],{},[[]],""])",
        R"( { "k" : [ 1 , 2 ] } )",
        "-0",
        "0.25",
        R"("\ud83d")",
        R"("\ude00")",
        R"("\ud83dx")",
        R"("\ud83d\u0041")",
        R"("\x")",
        R"("\u12g4")",
        R"("\u12)",
        "\"\x01\"",
        R"([1,])",
        R"({"a":1,})",
        R"({"a"})",
        R"({1:2})",
        "[1 2]",
        "01",
        "1.",
        "-",
        ".5",
        "tru",
        "nul",
        "[",
        "]",
        "{]",
        R"("open)",
        "",
        "\"\xff\xfe\"",
        R"({"0123456789abcde":"0123456789abcdef","0123456789abcdef0":"\n0123456789abcdef\n"})"}) {
    EXPECT_EQ(said_of(text), said_strictly_of(text)) << text;
  }
}

TEST(TapeReader, SaysWhatTheStrictParserSaysOfBrokenDocumentsToo) {
  constexpr std::array<std::string_view, 24> kPieces{"{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     ":",
                                                     "\"a\"",
                                                     "\"b\\n\"",
                                                     "\"\\u0041\"",
                                                     "1",
                                                     "-2",
                                                     "3.25",
                                                     "true",
                                                     "null",
                                                     " ",
                                                     "\n",
                                                     "\"long key to cross a block\"",
                                                     "\"",
                                                     "\\",
                                                     "false",
                                                     "0",
                                                     "\t",
                                                     "{\"k\":1}",
                                                     "[\"v\"]"};
  std::mt19937 random(1);
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = R"({"id":"x\"y","list":[1,{"deep":[]}],"t":true})";
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const auto at = random() % (text.size() + 1);
      const auto piece = kPieces[random() % kPieces.size()];
      text.replace(at, random() % 3, piece);
    }
    const auto said = said_of(text);
    accepted += said == "refused" ? 0U : 1U;
    ASSERT_EQ(said, said_strictly_of(text)) << text;
  }
  EXPECT_GT(accepted, 1000U);
}

TEST(TapeReader, DeepAndLargeDocumentsAreRefusedAsBefore) {
  Document doc;
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(doc.parse(nested(Document::kMaxDepth)));
  EXPECT_FALSE(doc.parse(nested(Document::kMaxDepth + 1)));
  std::string many = "[0";
  for (std::size_t i = 2; i < Document::kMaxNodes; ++i) many += ",0";
  EXPECT_TRUE(doc.parse(many + "]"));
  EXPECT_FALSE(doc.parse(many + ",0]"));
}

}  // namespace
}  // namespace trace::json
