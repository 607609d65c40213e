#include "store/cursor.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

TEST(Cursor, ReadsWhatItWrites) {
  const std::vector<std::variant<std::int64_t, double, std::string>> values{
      std::int64_t{-5},    INT64_MAX,      0.1, -1e300, std::string("a\0b", 3),
      std::string("日志"), std::string("")};
  for (const auto& value : values) {
    const std::string word = encode_cursor({"t-time", value, 42});
    EXPECT_EQ(
        word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        std::string::npos);
    const auto read = decode_cursor(word, "t-time");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->value, value);
    EXPECT_EQ(read->row, 42);
  }
}

TEST(Cursor, RefusesWhatItDidNotWrite) {
  const std::string word = encode_cursor({"t-time", std::int64_t{7}, 42});
  for (const std::string& bad : {std::string(), std::string("x"), word.substr(1), word + "=",
                                 std::string("AAAA"), word.substr(0, word.size() - 3)}) {
    EXPECT_FALSE(decode_cursor(bad, "t-time")) << bad;
  }
  EXPECT_FALSE(decode_cursor(word, "t+time"));
}

}  // namespace
}  // namespace trace::store
