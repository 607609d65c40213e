#include "ingest/skeleton.h"

#include "json/document.h"

#include <gtest/gtest.h>

#include <string>

namespace trace::ingest {
namespace {

TEST(Skeleton, KeepsTheShapeAndCutsLongStrings) {
  const std::string line =
      R"({"type":"user","data":")" + std::string(900'000, 'a') + R"(","n":12,"id":"x"})";
  Skeleton skeleton;
  for (std::size_t i = 0; i < line.size(); i += 777)
    skeleton.feed(std::string_view(line).substr(i, 777));
  json::Document doc;
  ASSERT_TRUE(doc.parse(skeleton.text()));
  EXPECT_EQ(doc.root()["type"].str(), "user");
  EXPECT_EQ(doc.root()["n"].i64(), 12);
  EXPECT_EQ(doc.root()["id"].str(), "x");
  EXPECT_LT(skeleton.text().size(), 10'000U);
}

TEST(Skeleton, NeverCutsAnEscapeOrACharacter) {
  for (std::size_t shift = 0; shift < 12; ++shift) {
    std::string body(Skeleton::kMaxString - 8 + shift, 'a');
    for (int i = 0; i < 20; ++i) body += "\\u00e9\\\"\xE4\xB8\xAD";
    Skeleton skeleton;
    skeleton.feed("[\"" + body + "\",1]");
    json::Document doc;
    EXPECT_TRUE(doc.parse(skeleton.text())) << shift;
  }
}

TEST(Skeleton, GivesUpWhenTheShapeItselfIsHuge) {
  Skeleton skeleton;
  skeleton.feed(std::string(Skeleton::kMaxSize + 2, '['));
  EXPECT_TRUE(skeleton.text().empty());
}

}  // namespace
}  // namespace trace::ingest
