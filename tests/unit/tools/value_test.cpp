#include "common/value.h"

#include "calendar/span.h"

namespace trace::cli {
namespace {

TEST(Value, WholeNumbersAreReadWhole) {
  EXPECT_EQ(*parse_number("010"), 10);
  EXPECT_EQ(*parse_number("-3"), -3);
  for (const char* text : {"", "1x", "0x10", " 1", "1.0", "99999999999999999999"})
    EXPECT_FALSE(parse_number(text));
}

TEST(Value, RealNumbersAreFinite) {
  EXPECT_DOUBLE_EQ(*parse_real("0.25"), 0.25);
  for (const char* text : {"", "nan", "inf", "1e999", "1,5"}) EXPECT_FALSE(parse_real(text));
}

TEST(Value, SizesKnowBinaryAndDecimalUnits) {
  EXPECT_EQ(*parse_bytes("16MiB"), 16 << 20);
  EXPECT_EQ(*parse_bytes("64K"), 65536);
  EXPECT_EQ(*parse_bytes("64KB"), 64000);
  EXPECT_EQ(*parse_bytes("7"), 7);
  for (const char* text : {"", "-1", "1X", "K", "9999999999999T"}) EXPECT_FALSE(parse_bytes(text));
}

TEST(Value, WhatIsShownIsReadBack) {
  for (const std::int64_t n : {0LL, 1LL, 1023LL, 1024LL, 1536LL, 16LL << 20, 3LL << 40}) {
    EXPECT_EQ(*parse_bytes(show_bytes(n)), n);
  }
  for (const std::int64_t n : {0LL, 1LL, 200LL, 5'400'000LL, 90'061'001LL}) {
    EXPECT_EQ(calendar::parse_duration(show_duration({n}))->v, n);
  }
  EXPECT_EQ(show_bytes(16 << 20), "16MiB");
  EXPECT_EQ(show_duration({5'400'000}), "1h30m");
}

TEST(Value, SwitchesHaveWords) {
  EXPECT_TRUE(*parse_switch("yes"));
  EXPECT_FALSE(*parse_switch("0"));
  EXPECT_FALSE(parse_switch("maybe"));
}

}  // namespace
}  // namespace trace::cli
