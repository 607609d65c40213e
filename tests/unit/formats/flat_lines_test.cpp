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

TEST(FlatLines, ObjectsAndArraysBecomeTextAndTheRestStays) {
  EXPECT_EQ(flat({R"({"kind":"event","payload":{"a":"\"é\\"},"n":1e3,"x":null,"l":[1,"]"]})"
                  "\n"}),
            R"({"store":"s1","revision":7,"kind":"event","payload":"{\"a\":\"\\\"é\\\\\"}",)"
            R"("n":1e3,"x":null,"l":"[1,\"]\"]"})"
            "\n");
}

TEST(FlatLines, ALineMayComeInPieces) {
  EXPECT_EQ(flat({"{\"a\":", "{\"b\"", ":1}}\n{\"c\":2}\n"}),
            "{\"store\":\"s1\",\"revision\":7,\"a\":\"{\\\"b\\\":1}\"}\n"
            "{\"store\":\"s1\",\"revision\":7,\"c\":2}\n");
}

TEST(FlatLines, RecordedKeysDoNotTakeThePlaceOfItsOwn) {
  EXPECT_EQ(flat({"{\"store\":\"x\",\"revision\":9,\"a\":1}\n"}),
            "{\"store\":\"s1\",\"revision\":7,\"a\":1}\n");
}

}  // namespace
}  // namespace trace::formats
