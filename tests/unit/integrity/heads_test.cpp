#include "integrity/heads.h"

#include <gtest/gtest.h>

namespace trace::integrity {
namespace {

HeadsFile sample() {
  HeadsFile file{"store-1", {}};
  file.heads["a\"b"].links = 3;
  file.heads["a\"b"].head.fill(0xAB);
  file.heads["c"].links = 0;
  return file;
}

TEST(Heads, AreReadAsTheyWereWritten) {
  const auto file = read_heads(heads_text(sample()));
  ASSERT_TRUE(file);
  EXPECT_EQ((*file).store, "store-1");
  ASSERT_EQ((*file).heads.size(), 2U);
  EXPECT_EQ((*file).heads.at("a\"b").links, 3);
  EXPECT_EQ((*file).heads.at("a\"b").head, sample().heads["a\"b"].head);
}

TEST(Heads, ALineThatIsNoneIsNamed) {
  for (const char* line :
       {"x", "[]", R"({"trace":"t","links":1,"head":"00"})", R"({"trace":"t","head":"00"})"}) {
    const auto file = read_heads("{\"store\":\"s\"}\n" + std::string(line) + "\n");
    ASSERT_FALSE(file) << line;
    EXPECT_EQ(file.error().message, "line 2 is no head of a chain");
  }
}

TEST(Heads, AFileThatDoesNotSayWhoseTheyAreIsRefused) {
  EXPECT_FALSE(read_heads(""));
  EXPECT_FALSE(read_heads(heads_text(sample()).substr(heads_text(sample()).find('\n') + 1)));
}

}  // namespace
}  // namespace trace::integrity
