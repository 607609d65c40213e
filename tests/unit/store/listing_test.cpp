#include "store/listing.h"

#include "support/sample_store.h"

#include <gtest/gtest.h>

#include <set>

namespace trace::store {
namespace {

using tests::SampleStore;

std::vector<std::string> ids(SampleStore& store, ListQuery query) {
  Database db = store.reader();
  query.fields = {find_field(query.entity, query.entity == Entity::content ? "request" : "id")};
  Listing listing(db, query);
  std::vector<std::string> found;
  listing.each(
      [&](const Row& row, std::int64_t) { found.emplace_back(row.text(Listing::kFirstField)); });
  return found;
}

std::vector<std::string> traces(SampleStore& store, const Filter& filter) {
  return ids(store, {.filter = filter});
}

using Ids = std::vector<std::string>;

struct TwoTraces {
  SampleStore store;
  std::int64_t first =
      store.add(SampleStore::Trace{.id = "first",
                                   .at = 1'000'000,
                                   .status = 3,
                                   .session = "s1",
                                   .title = "Fix THE bug",
                                   .metadata = R"({"team":"a","tags":{"run":"7"}})",
                                   .duration_ms = 500});
  std::int64_t second = store.add(SampleStore::Trace{
      .id = "second", .at = 2'000'000, .source = "skill", .parent = "first", .duration_ms = 9000});
};

TEST(Listing, ShowsTheNewestFirst) {
  TwoTraces two;
  EXPECT_EQ(traces(two.store, {}), (Ids{"second", "first"}));
}

TEST(Listing, RootsHaveNoParent) {
  TwoTraces two;
  EXPECT_EQ(traces(two.store, {.roots_only = true}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.parent = {"first"}, .roots_only = true}), Ids{"second"});
}

TEST(Listing, FiltersByEachColumnOfTheTrace) {
  TwoTraces two;
  EXPECT_EQ(traces(two.store, {.session = {"s1"}}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.source = {"skill"}}), Ids{"second"});
  EXPECT_EQ(traces(two.store, {.source = {"skill", "cli"}}), (Ids{"second", "first"}));
  EXPECT_EQ(traces(two.store, {.source = {"nobody"}}), Ids{});
  EXPECT_EQ(traces(two.store, {.status = {"error"}}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.status = {"success", "running"}}), Ids{"second"});
  EXPECT_EQ(traces(two.store, {.since = base::UnixMicros{2'000'000}}), Ids{"second"});
  EXPECT_EQ(traces(two.store, {.until = base::UnixMicros{2'000'000}}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.min_duration = base::DurationMs{501}}), Ids{"second"});
}

TEST(Listing, FiltersByTags) {
  TwoTraces two;
  EXPECT_EQ(traces(two.store, {.tags = {{"team", "a"}}}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.tags = {{"run", "7"}}}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.tags = {{"team", "b"}}}), Ids{});
}

TEST(Listing, FiltersTracesByTheirRequests) {
  TwoTraces two;
  two.store.add(SampleStore::Request{
      .id = "r1", .at = 5, .trace = two.first, .model = "big", .input = 10, .output = 5});
  EXPECT_EQ(traces(two.store, {.model = {"big"}}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.model = {"small"}}), Ids{});
  EXPECT_EQ(traces(two.store, {.min_tokens = 15}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.min_tokens = 16}), Ids{});
  EXPECT_EQ(traces(two.store, {.user = {"nobody"}}), Ids{});
}

TEST(Listing, FiltersRequestsByTheirTrace) {
  TwoTraces two;
  two.store.add(SampleStore::Request{.id = "r1", .at = 5, .trace = two.first});
  two.store.add(SampleStore::Request{.id = "r2", .at = 6, .status = 2});
  EXPECT_EQ(ids(two.store, {.entity = Entity::request}), (Ids{"r2", "r1"}));
  EXPECT_EQ(ids(two.store, {.entity = Entity::request, .filter = {.session = {"s1"}}}), Ids{"r1"});
  EXPECT_EQ(ids(two.store, {.entity = Entity::request, .filter = {.status = {"quota_exceeded"}}}),
            Ids{"r2"});
  EXPECT_EQ(ids(two.store, {.entity = Entity::request, .filter = {.has_trace = false}}), Ids{"r2"});
}

TEST(Listing, GrepLooksIntoTitlesAndPayloads) {
  TwoTraces two;
  two.store.add_event(two.second, "step", R"({"text":"the \u65e5\u5fd7 file"})");
  EXPECT_EQ(traces(two.store, {.grep = "the bug"}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.grep = "The bug"}), Ids{});
  EXPECT_EQ(traces(two.store, {.grep = "file"}), Ids{"second"});
  EXPECT_EQ(traces(two.store, {.grep = "日志"}), Ids{"second"});
  EXPECT_EQ(traces(two.store, {.grep = "100%"}), Ids{});
}

TEST(Listing, WhereSeesReadableColumns) {
  TwoTraces two;
  EXPECT_EQ(traces(two.store, {.where = "status = 'error' AND duration_ms < 1000"}), Ids{"first"});
  EXPECT_EQ(traces(two.store, {.where = "source LIKE 'sk%' OR session_id IS 's2'"}), Ids{"second"});
  EXPECT_EQ(traces(two.store, {.where = "coalesce(total_tokens, 0) > 0"}), Ids{});
  EXPECT_EQ(traces(two.store, {.where = "started_at >= '1970-01-01T00:00:02'"}), Ids{"second"});
}

TEST(Listing, UnknownSortKeysNameTheKnownOnes) {
  TwoTraces two;
  try {
    ids(two.store, {.sort = "colour"});
    FAIL() << "accepted";
  } catch (const base::Failure& failure) {
    EXPECT_EQ(failure.code(), base::Errc::bad_usage);
    EXPECT_NE(std::string(failure.what()).find("duration_ms"), std::string::npos);
  }
}

TEST(Listing, CountsWhatTheFilterLetsThrough) {
  TwoTraces two;
  Database db = two.store.reader();
  EXPECT_EQ(Listing(db, {.filter = {.status = {"error"}}, .limit = 1}).count(), 1);
  EXPECT_EQ(Listing(db, {.limit = 1}).count(), 2);
}

// Walk all pages of a list while `between` adds rows.
template <typename F>
std::vector<std::string> walk(SampleStore& store, ListQuery query, F&& between) {
  std::vector<std::string> seen;
  while (true) {
    Database db = store.reader();
    query.fields = {find_field(query.entity, "id")};
    Listing listing(db, query);
    const PageEnd end =
        listing.each([&](const Row& row, std::int64_t) { seen.emplace_back(row.text(2)); });
    if (!end.more) return seen;
    query.cursor = encode_cursor(*end.last);
    between();
  }
}

TEST(Listing, EverySortOrderPagesThroughEveryRowOnce) {
  SampleStore store;
  for (int i = 0; i < 57; ++i) {
    const std::int64_t row = store.add(
        SampleStore::Trace{.id = "t" + std::to_string(i), .at = i / 5, .status = i % 3 + 1});
    if (i % 2 == 0)
      store.add(SampleStore::Request{.id = "r" + std::to_string(i),
                                     .at = i,
                                     .trace = row,
                                     .input = i / 4,
                                     .cost_nusd = i % 7});
  }
  for (const Entity entity : {Entity::trace, Entity::request}) {
    for (const Field& field : fields_of(entity)) {
      for (const bool descending : {true, false}) {
        const ListQuery query{.entity = entity,
                              .sort = std::string(field.key),
                              .descending = descending,
                              .limit = 10};
        const auto seen = walk(store, query, [] {});
        const std::size_t all = entity == Entity::trace ? 57 : 29;
        EXPECT_EQ(seen.size(), all) << field.key;
        EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), all) << field.key;
      }
    }
  }
}

TEST(Listing, APageWalkSeesEveryOldRowOnceWhileRowsAreAdded) {
  for (const bool descending : {true, false}) {
    SampleStore store;
    for (int i = 0; i < 50; ++i)
      store.add(SampleStore::Trace{.id = "old" + std::to_string(i), .at = i});
    int added = 0;
    const auto add_more = [&] {
      if (added < 30)
        store.add(SampleStore::Trace{.id = "new" + std::to_string(added), .at = (added * 7) % 90});
      ++added;
    };
    const auto seen = walk(store, {.descending = descending, .limit = 7}, add_more);
    EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
    EXPECT_GE(std::count_if(seen.begin(), seen.end(),
                            [](const std::string& id) { return id.starts_with("old"); }),
              50);
  }
}

TEST(Listing, ACursorOfAnotherOrderIsRefused) {
  TwoTraces two;
  const std::string word = encode_cursor({"t-time", std::int64_t{5}, 3});
  EXPECT_THROW(ids(two.store, {.sort = "duration_ms", .cursor = word}), base::Failure);
  EXPECT_THROW(ids(two.store, {.cursor = "bogus!"}), base::Failure);
  EXPECT_NO_THROW(ids(two.store, {.cursor = word}));
}

TEST(Listing, NoDocumentedListScansTheEvents) {
  TwoTraces two;
  Database db = two.store.reader();
  const std::vector<ListQuery> queries{
      {.filter = {.roots_only = true}},
      {},
      {.filter = {.session = {"s1"}}},
      {.filter = {.status = {"running"}}},
      {.filter = {.source = {"cli"}}},
      {.filter = {.parent = {"first"}}},
      {.filter = {.since = base::UnixMicros{5}, .grep = "x"}},
      {.entity = Entity::request},
      {.entity = Entity::request, .filter = {.since = base::UnixMicros{5}}},
      {.entity = Entity::request, .filter = {.status = {"error"}}},
      {.entity = Entity::content, .filter = {.grep = "x"}}};
  for (const ListQuery& query : queries) {
    Listing listing(db, query);
    const std::string plan = listing.plan();
    EXPECT_EQ(plan.find("SCAN e"), std::string::npos) << listing.sql().sql() << "\n" << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << listing.sql().sql() << "\n" << plan;
  }
}

TEST(Listing, TheNextPageStartsAtItsKey) {
  TwoTraces two;
  Database db = two.store.reader();
  const std::string word = encode_cursor({"t-time", std::int64_t{5}, 3});
  Listing listing(db, {.filter = {.roots_only = true}, .cursor = word});
  EXPECT_NE(listing.plan().find("SEARCH t USING INDEX traces_root"), std::string::npos)
      << listing.plan();
}

}  // namespace
}  // namespace trace::store
