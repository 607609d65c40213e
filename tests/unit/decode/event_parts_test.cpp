#include "decode/event_parts.h"

#include <gtest/gtest.h>

namespace trace::decode {
namespace {

using model::EventFlag;

EventParts parts(std::string_view frame, std::uint32_t flags) {
  model::EventRow row;
  row.frame = frame;
  row.flags = flags;
  return PartReader().read(row);
}

TEST(EventParts, TakesALineOfTextAsItsMessage) {
  const auto p = parts("out of disk\n", EventFlag::text);
  EXPECT_EQ(p.message, "out of disk");
  EXPECT_EQ(p.body, Body::none);
}

TEST(EventParts, TellsBytesFromText) {
  const auto p = parts("\xff\x01", EventFlag::text);
  EXPECT_EQ(p.message, "");
  EXPECT_EQ(p.body, Body::bytes);
  EXPECT_EQ(p.payload, "\xff\x01");
}

TEST(EventParts, ReadsMessageAndPayloadOfANativeLine) {
  const std::string_view line = R"({"kind":"event","message":"a\"b","payload":{"n":1}})";
  model::EventRow row;
  row.frame = line;
  row.flags = EventFlag::native;
  row.offset = line.find("{\"n\"");
  row.size = 7;
  const auto p = PartReader().read(row);
  EXPECT_EQ(p.message, "a\"b");
  EXPECT_EQ(p.payload, "{\"n\":1}");
  EXPECT_EQ(p.body, Body::json);
}

TEST(EventParts, SaysNothingWhereNothingWasKept) {
  EXPECT_EQ(parts("x", EventFlag::not_kept).body, Body::none);
  EXPECT_EQ(PartReader().read(model::EventRow{}).body, Body::none);
}

}  // namespace
}  // namespace trace::decode
