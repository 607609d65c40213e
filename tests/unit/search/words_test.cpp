#include "search/words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace::search {
namespace {

using Words = std::vector<std::string>;

Words words(std::string_view text, bool is_query = false) {
  Words out;
  each_word(text, is_query, [&](std::string_view word, std::size_t begin, std::size_t end) {
    EXPECT_LT(begin, end);
    EXPECT_LE(end, text.size());
    out.emplace_back(word);
    return true;
  });
  return out;
}

TEST(Words, AreRunsOfLettersAndDigitsInLowerCase) {
  EXPECT_EQ(words("Fix foo_bar/Baz.cpp 1.50"),
            (Words{"fix", "foo", "bar", "baz", "cpp", "1", "50"}));
  EXPECT_EQ(words("ÄÖ Straße ПРИВЕТ Ωmega"), (Words{"äö", "straße", "привет", "ωmega"}));
  EXPECT_EQ(words("ĐƯỜNG Ế ŽLUTÝ Ÿ Ήλιος ՀԱՅ"),
            (Words{"đường", "ế", "žlutý", "ÿ", "ήλιοσ", "հայ"}));
}

TEST(Words, ArePairsWhereNoBlanksAreWritten) {
  EXPECT_EQ(words("修复日志"), (Words{"修复", "复日", "日志", "志"}));
  EXPECT_EQ(words("ログ"), (Words{"ログ", "グ"}));
  EXPECT_EQ(words("로그"), (Words{"로그", "그"}));
  EXPECT_EQ(words("看"), (Words{"看"}));
  EXPECT_EQ(words("ภาษา"), (Words{"ภา", "าษ", "ษา", "า"}));
}

TEST(Words, ChangeAtTheEdgeOfScripts) {
  EXPECT_EQ(words("修复bug了"), (Words{"修复", "复", "bug", "了"}));
}

TEST(Words, OfAQueryLeaveOutTheLastSignOfARun) {
  EXPECT_EQ(words("日志", true), (Words{"日志"}));
  EXPECT_EQ(words("志", true), (Words{"志"}));
  EXPECT_EQ(words("修复 bug", true), (Words{"修复", "复", "bug"}));
  EXPECT_EQ(words("修复，日志", true), (Words{"修复", "复", "日志"}));
}

TEST(Words, SkipBytesThatAreNoText) {
  EXPECT_EQ(words("a\xff\xfe z\x01"
                  "c"),
            (Words{"a", "z", "c"}));
}

TEST(Words, KnowALoneSignAtTheEnd) {
  EXPECT_TRUE(ends_with_lone_sign("志"));
  EXPECT_TRUE(ends_with_lone_sign("bug修"));
  EXPECT_TRUE(ends_with_lone_sign("志。"));
  EXPECT_FALSE(ends_with_lone_sign("日志"));
  EXPECT_FALSE(ends_with_lone_sign("志bug"));
  EXPECT_FALSE(ends_with_lone_sign(""));
}

}  // namespace
}  // namespace trace::search
