#include "formats/html_text.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

std::string html(std::string_view text) {
  std::string out;
  append_html_text(out, text);
  return out;
}

TEST(HtmlText, LeavesNoMarkup) {
  EXPECT_EQ(html("</pre><script a='1' b=\"2\">&"),
            "&lt;/pre&gt;&lt;script a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;");
}

TEST(HtmlText, ShowsWhatCouldTurnTextAround) {
  EXPECT_EQ(html("a\u202e\xff\x1b"), "a\\u202e\\xff\\x1b");
}

TEST(HtmlText, NamesLongBase64) {
  EXPECT_EQ(without_base64("{\"data\":\"" + std::string(5000, 'A') + "\"}"),
            "{\"data\":\"[base64, 5000 bytes]\"}");
  const std::string words(2000, 'a');
  EXPECT_EQ(without_base64(words + " " + words), words + " " + words);
}

}  // namespace
}  // namespace trace::formats
