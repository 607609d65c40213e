#include "formats/flat_lines.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

std::string flat(const std::vector<std::string_view>& pieces) {
  StringSink out;
  FlatLines lines(out, "s1");
  lines.set_revision(7);
  for (const auto piece : pieces) {
    lines.write(piece);
    lines.flush();
  }
  out.close();
  return out.text();
}

TEST(FlatLines, WhatIsJsonBecomesTextAndTheRestStays) {
  EXPECT_EQ(flat({R"({"kind":"event","seq":3,"message":"m","payload":{"a":"\"é\\"}})"
                  "\n"}),
            R"({"store":"s1","revision":7,"kind":"event","seq":3,"message":"m",)"
            R"("payload":"{\"a\":\"\\\"é\\\\\"}"})"
            "\n");
}

TEST(FlatLines, AKeyHasTheSameTypeWhateverItsValue) {
  EXPECT_EQ(flat({R"({"kind":"event","payload":5})"
                  "\n"
                  R"({"kind":"event","payload":"x"})"
                  "\n"
                  R"({"kind":"event","payload":null})"
                  "\n"}),
            R"({"store":"s1","revision":7,"kind":"event","payload":"5"})"
            "\n"
            R"({"store":"s1","revision":7,"kind":"event","payload":"\"x\""})"
            "\n"
            R"({"store":"s1","revision":7,"kind":"event","payload":null})"
            "\n");
}

TEST(FlatLines, KeysThatAreNotOfTheKindStandTogether) {
  EXPECT_EQ(
      flat({R"({"kind":"request","id":"r","cost_usd":0.5,"store":"y","tier":[1]})"
            "\n"
            R"({"kind":"event","seq":1,"cost_usd":"much"})"
            "\n"}),
      R"({"store":"s1","revision":7,"kind":"request","id":"r","cost_usd":0.5,)"
      R"("extra":"{\"store\":\"y\",\"tier\":[1]}"})"
      "\n"
      R"({"store":"s1","revision":7,"kind":"event","seq":1,"extra":"{\"cost_usd\":\"much\"}"})"
      "\n");
}

TEST(FlatLines, ALineMayComeInPieces) {
  EXPECT_EQ(flat({"{\"kind\":", "\"event\",\"payload\"", ":{}}\n{\"kind\":\"trace\"}\n"}),
            "{\"store\":\"s1\",\"revision\":7,\"kind\":\"event\",\"payload\":\"{}\"}\n"
            "{\"store\":\"s1\",\"revision\":7,\"kind\":\"trace\"}\n");
}

}  // namespace
}  // namespace trace::formats
