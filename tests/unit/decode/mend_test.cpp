#include "decode/mend.h"

#include "json/document.h"

#include <gtest/gtest.h>

namespace trace::decode {
namespace {

TEST(Mend, ClosesWhatIsOpen) {
  EXPECT_EQ(mend(R"({"a":[1,{"b":"te)"), R"({"a":[1,{"b":"te"}]})");
  EXPECT_EQ(mend(R"({"a":"x","ke)"), R"({"a":"x"})");
  EXPECT_EQ(mend(R"({"a":"x","key":)"), R"({"a":"x"})");
  EXPECT_EQ(mend(R"({"a":"x\)"), R"({"a":"x"})");
  EXPECT_EQ(mend(R"({"a":"x\u00)"), R"({"a":"x"})");
  EXPECT_EQ(mend(R"({"a":true,"b":fal)"), R"({"a":true})");
}

TEST(Mend, LeavesWholeTextAlone) { EXPECT_EQ(mend(R"({"a":"}"})"), R"({"a":"}"})"); }

TEST(Mend, EveryPrefixOfAnObjectParsesAgain) {
  const std::string text =
      R"({"type":"assistant","n":-1.5e3,"message":{"content":[{"type":"text","text":"a\"b\\ \u00e9 {[,:"},[],{}],"ok":true,"no":null}})";
  json::Document document;
  for (std::size_t size = 1; size <= text.size(); ++size) {
    EXPECT_TRUE(document.parse(mend(text.substr(0, size)))) << text.substr(0, size);
  }
}

}  // namespace
}  // namespace trace::decode
