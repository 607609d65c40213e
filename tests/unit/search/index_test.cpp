#include "search/index.h"

#include "support/sample_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace trace::search {
namespace {

using Ids = std::vector<std::int64_t>;
using tests::SampleStore;

struct Found {
  Ids events, requests, traces;
};

Found find(const SampleStore& sample, std::string_view typed, Order order = Order::newest) {
  auto db = sample.reader();
  store::Dictionary names(db);
  Index index(db, names, [](std::uint64_t) {});
  Found found;
  index.each(parse_query(typed).or_throw(), order, [&](const Hit& hit) {
    (hit.kind == Kind::event     ? found.events
     : hit.kind == Kind::request ? found.requests
                                 : found.traces)
        .push_back(hit.row);
    return true;
  });
  return found;
}

std::string index_path(const SampleStore& sample) { return sample.path() + ".search"; }

TEST(SearchIndex, FindsWhatWasWrittenAMomentAgo) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  const auto first = sample.add_event(trace, "text", "out of memory", 1, 64);
  EXPECT_EQ(find(sample, "memory").events, Ids{first});
  const auto second = sample.add_event(trace, "text", "more memory", 1, 64);
  EXPECT_EQ(find(sample, "memory").events, (Ids{second, first}));
}

TEST(SearchIndex, ReadsStringsOfJsonWithoutTheirEscapes) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  const auto id =
      sample.add_event(trace, "assistant",
                       R"({"text":"line\nimport os \u65e5\u5fd7 \u001b[31mred\u001b[0m","n":137})");
  for (const auto* word : {"import", "日志", "志", "137", "line", "red"})
    EXPECT_EQ(find(sample, word).events, Ids{id}) << word;
  EXPECT_TRUE(find(sample, "nimport").events.empty());
}

TEST(SearchIndex, IsMadeAgainWhenItIsLostOrBroken) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  const auto id = sample.add_event(trace, "text", "needle", 1, 64);
  EXPECT_EQ(find(sample, "needle").events, Ids{id});
  ASSERT_TRUE(std::filesystem::exists(index_path(sample)));
  std::filesystem::remove(index_path(sample));
  EXPECT_EQ(find(sample, "needle").events, Ids{id});
  std::ofstream(index_path(sample)) << std::string(5000, 'x');
  EXPECT_EQ(find(sample, "needle").events, Ids{id});
}

TEST(SearchIndex, OfAnotherStoreIsNotUsed) {
  SampleStore sample, other;
  const auto trace = other.add(SampleStore::Trace{.id = "o"});
  other.add_event(trace, "text", "foreign", 1, 64);
  EXPECT_EQ(find(other, "foreign").events.size(), 1U);
  const auto own = sample.add(SampleStore::Trace{.id = "t"});
  sample.add_event(own, "text", "needle", 1, 64);
  std::filesystem::copy_file(index_path(other), index_path(sample));
  EXPECT_TRUE(find(sample, "foreign").events.empty());
  EXPECT_EQ(find(sample, "needle").events.size(), 1U);
}

TEST(SearchIndex, FindsEverythingWhereItCannotBeWritten) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  const auto first = sample.add_event(trace, "text", "needle one", 1, 64);
  EXPECT_EQ(find(sample, "needle").events, Ids{first});
  const auto second = sample.add_event(trace, "text", "needle two", 1, 64);
  {
    auto busy = store::Database::open(index_path(sample), store::Access::read_write);
    busy.exec("BEGIN IMMEDIATE");
    EXPECT_EQ(find(sample, "needle").events, (Ids{second, first}));
  }
  // A folder stands in its place.
  Index::remove(sample.path());
  std::filesystem::create_directory(index_path(sample));
  std::ofstream(index_path(sample) + "/x") << "x";
  EXPECT_EQ(find(sample, "needle").events, (Ids{second, first}));
}

TEST(SearchIndex, SeesThatContentChanged) {
  SampleStore sample;
  const auto id = sample.add(SampleStore::Request{.id = "r"});
  const auto put = [&](const char* text) {
    store::Transaction transaction(sample.writer());
    store::Statement(sample.writer(),
                     "INSERT OR REPLACE INTO contents(request, at, prompt) VALUES (?1, 0, ?2)")
        .with(id, text)
        .run();
    transaction.commit();
  };
  put("what is 日志");
  EXPECT_EQ(find(sample, "日志").requests, Ids{id});
  put("what is rain");
  EXPECT_TRUE(find(sample, "日志").requests.empty());
  EXPECT_EQ(find(sample, "rain").requests, Ids{id});
}

TEST(SearchIndex, FindsTitlesAndErrorsOfTraces) {
  SampleStore sample;
  const auto set = [&](std::int64_t trace, const char* column, const char* text) {
    store::Transaction transaction(sample.writer());
    store::Statement(sample.writer(),
                     "UPDATE traces SET " + std::string(column) + " = ?2 WHERE id = ?1")
        .with(trace, text)
        .run();
    transaction.commit();
  };
  const auto first = sample.add(SampleStore::Trace{.id = "a", .title = "repair the billing code"});
  const auto event = sample.add_event(first, "text", "billing begins", 1, 64);
  const auto second = sample.add(SampleStore::Trace{.id = "b", .title = "billing again"});
  EXPECT_EQ(find(sample, "billing").traces, (Ids{second, first}));
  EXPECT_EQ(find(sample, "billing").events, Ids{event});
  set(second, "title", "weather");
  EXPECT_EQ(find(sample, "billing").traces, Ids{first});
  EXPECT_EQ(find(sample, "weather").traces, Ids{second});
  for (const auto* column : {"error_message", "result", "params", "metadata"}) {
    set(first, column, R"({"why":"磁盘 full"})");
    EXPECT_EQ(find(sample, "盘").traces, Ids{first}) << column;
    set(first, column, "");
    EXPECT_EQ(find(sample, "盘").traces, Ids{}) << column;
  }
}

TEST(SearchIndex, ForgetsATraceThatIsGone) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "a", .title = "billing"});
  EXPECT_EQ(find(sample, "billing").traces, Ids{trace});
  store::Statement(sample.writer(), "DELETE FROM traces WHERE id = ?1").with(trace).run();
  EXPECT_EQ(find(sample, "billing").traces, Ids{});
}

TEST(SearchIndex, CountsWhatItDoesNotRead) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "a"});
  sample.add_event(trace, "text", "{\"image\":\"" + std::string(3000, 'A') + "\",\"n\":7}");
  auto db = sample.reader();
  store::Dictionary names(db);
  EXPECT_EQ(Index(db, names, [](std::uint64_t) {}).gaps(), 1);
  EXPECT_EQ(find(sample, "7").events.size(), 1U);
}

// One and two signs are found exactly where LIKE finds them, wherever they stand.
TEST(SearchIndex, FindsShortWordsExactlyAsLikeDoes) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  const std::vector<std::string> signs{"日", "志", "修", "复", "ロ", "グ",
                                       "로", "，", " ",  "a",  "Z",  "1"};
  std::mt19937 random(7);
  std::vector<std::pair<std::int64_t, std::string>> rows;
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (std::size_t n = 1 + random() % 9; n > 0; --n) text += signs[random() % signs.size()];
    rows.emplace_back(sample.add_event(trace, "text", "x " + text + " x", 1, 64), text);
  }
  for (std::size_t a = 0; a < 7; ++a)
    for (std::size_t b = 0; b <= 7; ++b) {
      const std::string needle = b == 7 ? signs[a] : signs[a] + signs[b];
      Ids expected;
      for (const auto& [id, text] : rows)
        if (text.find(needle) != std::string::npos) expected.insert(expected.begin(), id);
      EXPECT_EQ(find(sample, needle).events, expected) << needle;
      if (HasFailure()) return;
    }
}

TEST(SearchIndex, PutsTheBestFirstWhenAsked) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  const auto best = sample.add_event(trace, "text", "needle needle needle", 1, 64);
  const auto poor = sample.add_event(trace, "text", "needle in a very long line of hay", 1, 64);
  EXPECT_EQ(find(sample, "needle", Order::best).events, (Ids{best, poor}));
}

TEST(SearchIndex, IsRemovedWithAllItsFiles) {
  SampleStore sample;
  const auto trace = sample.add(SampleStore::Trace{.id = "t"});
  sample.add_event(trace, "text", "needle", 1, 64);
  find(sample, "needle");
  Index::remove(sample.path());
  EXPECT_FALSE(std::filesystem::exists(index_path(sample)));
}

}  // namespace
}  // namespace trace::search
