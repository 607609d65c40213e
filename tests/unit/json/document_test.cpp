#include "json/document.h"

#include <gtest/gtest.h>

namespace trace::json {
namespace {

TEST(Document, EveryValueKnowsItsBytesInTheSource) {
  const std::string text = R"( {"a" : {"b":[1, -2.5e3 ,"x\ny",null,true]} , "c":"é", "d":{} } )";
  Document doc;
  ASSERT_TRUE(doc.parse(text));
  EXPECT_EQ(doc.root()["a"].raw(), R"({"b":[1, -2.5e3 ,"x\ny",null,true]})");
  EXPECT_EQ(doc.root()["c"].raw(), "\"é\"");
  EXPECT_EQ(doc.root()["d"].raw(), "{}");
  std::string all;
  for (Value v = doc.root()["a"]["b"].first(); v; v = v.next()) all += std::string(v.raw()) + "|";
  EXPECT_EQ(all, R"(1|-2.5e3|"x\ny"|null|true|)");
}

TEST(Document, BracketsInBracketsKnowTheirBytes) {
  const std::string text = R"([{"a":[[1],{}]} , [ ],{"b":"]"}])";
  Document doc;
  ASSERT_TRUE(doc.parse(text));
  EXPECT_EQ(doc.root().raw(), text);
  std::string all;
  for (Value v = doc.root().first(); v; v = v.next()) all += std::string(v.raw()) + "|";
  EXPECT_EQ(all, R"({"a":[[1],{}]}|[ ]|{"b":"]"}|)");
  EXPECT_EQ(doc.root().first()["a"].first().raw(), "[1]");
  EXPECT_EQ(doc.root().first()["a"].first().next().raw(), "{}");
}

TEST(Document, StringsWithEscapedQuotesEndAtTheirOwnQuote) {
  for (const std::string text : {R"("")", R"("\"")", R"("\\")", R"("\\\"")", R"("a\"b\"\"")",
                                 R"("\\\\")", R"("x\\\\")", R"("\n\"\n")", R"("\\\\\"\\")"}) {
    const std::string list = "[" + text + ",1]";
    Document doc;
    ASSERT_TRUE(doc.parse(list)) << text;
    EXPECT_EQ(doc.root().first().raw(), text);
    EXPECT_EQ(doc.root().first().next().raw(), "1");
  }
}

TEST(Document, StringsAreDecodedAndNumbersKeepTheirText) {
  Document doc;
  ASSERT_TRUE(doc.parse(
      R"({"s":"a\u00e9\"\\","n":123456789012345678901234567890,"i":"42","e":1e3,"f":1.5})"));
  EXPECT_EQ(doc.root()["s"].str(), "aé\"\\");
  EXPECT_EQ(doc.root()["n"].raw(), "123456789012345678901234567890");
  EXPECT_FALSE(doc.root()["n"].i64());
  EXPECT_EQ(doc.root()["i"].i64(), 42);
  EXPECT_EQ(doc.root()["e"].i64(), 1000);
  EXPECT_FALSE(doc.root()["f"].i64());
}

TEST(Document, TheLastOfSeveralEqualKeysWins) {
  Document doc;
  ASSERT_TRUE(doc.parse(R"({"k":1,"k":2})"));
  EXPECT_EQ(doc.root()["k"].i64(), 2);
}

TEST(Document, EqualKeysOfOneObjectAreNoticedHoweverTheyAreSpelled) {
  Document doc;
  for (const char* text : {R"({"a":1,"b":2,"a":3})", R"({"x":[{"k":1},{"k":1,"\u006b":2}]})"}) {
    ASSERT_TRUE(doc.parse(text));
    EXPECT_TRUE(doc.repeats_a_key()) << text;
  }
  for (const char* text : {R"({"a":{"a":1},"b":["a","a"],"c":{"a":2}})", "[]", "1", "{}"}) {
    ASSERT_TRUE(doc.parse(text));
    EXPECT_FALSE(doc.repeats_a_key()) << text;
  }
}

TEST(Document, KeysOfMembersCanBeWalked) {
  Document doc;
  ASSERT_TRUE(doc.parse(R"({"a":[{"x":1}],"b":{},"c":3})"));
  std::string keys;
  for (Value v = doc.root().first(); v; v = v.next()) keys += std::string(v.key());
  EXPECT_EQ(keys, "abc");
}

TEST(Document, RefusesWhatIsNotOneJsonDocument) {
  Document doc;
  for (const auto& text :
       {std::string("{\"a\":1}{\"b\":2}"), std::string("{\"a\":"), std::string(""),
        std::string("plain"), std::string("{\"a\":1}\0{}", 10), std::string("{\"a\":1,}")}) {
    EXPECT_FALSE(doc.parse(text)) << text;
    EXPECT_FALSE(doc.root());
  }
}

TEST(Document, AMillionBracketsAreRefusedWithoutRecursion) {
  Document doc;
  EXPECT_FALSE(doc.parse(std::string(1'000'000, '[')));
  EXPECT_TRUE(doc.parse(std::string(1000, '[') + std::string(1000, ']')));
}

}  // namespace
}  // namespace trace::json
