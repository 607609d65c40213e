#include "store/small_metadata.h"

#include "json/document.h"

namespace trace::store {
namespace {

TEST(SmallMetadata, WhatFitsStaysAsItIs) {
  EXPECT_EQ(small_metadata(""), "");
  EXPECT_EQ(small_metadata(R"({ "a" : 1 })"), R"({ "a" : 1 })");
  const std::string full = "{\"a\":\"" + std::string(kMaxMetadata - 8, 'x') + "\"}";
  ASSERT_EQ(full.size(), kMaxMetadata);
  EXPECT_EQ(small_metadata(full), full);
}

TEST(SmallMetadata, MembersThatFitStayAndTheSizeIsSaid) {
  const std::string large = "{\"a\":1,\"b\":\"" + std::string(5000, 'x') + "\",\"c\":[2]}";
  EXPECT_EQ(small_metadata(large), R"({"a":1,"c":[2],"metadata_bytes":5022})");
}

TEST(SmallMetadata, WhatIsNoObjectLeavesItsSize) {
  const std::string list = "[\"" + std::string(5000, 'x') + "\"]";
  EXPECT_EQ(small_metadata(list), R"({"metadata_bytes":5004})");
}

TEST(SmallMetadata, ManyMembersNeverPassTheBound) {
  std::string many = "{";
  for (int i = 0; i < 3000; ++i)
    many += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  many.back() = '}';
  const auto small = small_metadata(many);
  EXPECT_LE(small.size(), kMaxMetadata);
  EXPECT_GT(small.size(), kMaxMetadata - 100);
  EXPECT_EQ(small_metadata(small), small);
  json::Document document;
  EXPECT_TRUE(document.parse(small));
}

}  // namespace
}  // namespace trace::store
