#include "formats/chrome_trace.h"

#include <gtest/gtest.h>

namespace trace::formats {
namespace {

ChromeSlice step(std::int64_t at, std::int64_t took) {
  return {ChromeRow::steps, "s", "c", {at}, took, "{}"};
}

std::string text_of(const std::function<void(ChromeTrace&)>& fill) {
  StringSink sink;
  ChromeTrace out(sink);
  out.begin();
  fill(out);
  out.end();
  sink.close();
  return sink.text();
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++n;
  return n;
}

TEST(ChromeTrace, IsADocumentWithoutTraces) {
  EXPECT_EQ(text_of([](ChromeTrace&) {}), "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[]}\n");
}

TEST(ChromeTrace, GivesWhatOverlapsALaneOfItsOwn) {
  const auto text = text_of([](ChromeTrace& out) {
    out.begin_process(7, "t", {0});
    out.slice(7, step(10, 10));
    out.slice(7, step(15, 10));
    out.slice(7, step(20, 5));  // the first lane is free again
    out.end_process(7, "t", {30});
  });
  EXPECT_EQ(count(text, "\"ph\":\"X\""), 3U);
  EXPECT_EQ(count(text, "\"ts\":20,\"pid\":7,\"tid\":1,"), 1U);
  EXPECT_EQ(count(text, "\"ts\":15,\"pid\":7,\"tid\":2,\"dur\""), 1U);
}

TEST(ChromeTrace, MarksWhatTookNoTime) {
  const auto text = text_of([](ChromeTrace& out) {
    out.begin_process(1, "t", {0});
    out.slice(1, step(1, 0));
  });
  EXPECT_EQ(count(text, "\"ph\":\"i\""), 1U);
  EXPECT_EQ(count(text, "\"dur\""), 0U);
}

}  // namespace
}  // namespace trace::formats
