#include "ingest/json_scanner.h"

#include <gtest/gtest.h>

#include <string>

namespace trace::ingest {
namespace {

using State = JsonScanner::State;

State scan(std::string_view text) {
  JsonScanner scanner;
  for (const char c : text) scanner.feed(std::string_view(&c, 1));
  return scanner.state();
}

TEST(JsonScanner, TellsWhereADocumentEnds) {
  EXPECT_EQ(scan(R"({"a": [1, -2.5e+3, true, null, "x\"}"], "b": {}})"), State::complete);
  EXPECT_EQ(scan("[]\n"), State::complete);
  EXPECT_EQ(scan(R"({"a": [1, )"), State::inside);
  EXPECT_EQ(scan(R"({"a)"), State::inside);
}

TEST(JsonScanner, TellsWhatIsNoDocument) {
  for (const auto* text : {"{a", "[1 2", "{\"a\" 1", "{\"a\":1,}", "[1,]", "{]", "[}", "]", "{} x",
                           "\"a\nb\"", "{\"a\":1,{", "[,", "{:", "[INFO]"})
    EXPECT_EQ(scan(text), State::broken) << text;
}

TEST(JsonScanner, DepthIsBounded) {
  EXPECT_EQ(scan(std::string(JsonScanner::kMaxDepth, '[')), State::inside);
  EXPECT_EQ(scan(std::string(JsonScanner::kMaxDepth + 1, '[')), State::broken);
}

}  // namespace
}  // namespace trace::ingest
