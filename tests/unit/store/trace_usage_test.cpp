#include "store/trace_usage.h"

#include "support/sample_store.h"

#include "store/fields.h"
#include "store/listing.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using tests::SampleStore;

struct Family {
  SampleStore store;
  std::int64_t root = store.add(SampleStore::Trace{.id = "root", .at = 1});
  std::int64_t child = store.add(SampleStore::Trace{.id = "child", .at = 2, .parent = "root"});
  std::int64_t grandchild =
      store.add(SampleStore::Trace{.id = "grandchild", .at = 3, .parent = "child"});
  std::int64_t other = store.add(SampleStore::Trace{.id = "other", .at = 4});
  Family() {
    add("r1", root, 1);
    add("r2", child, 10);
    add("r3", grandchild, 100);
    add("r4", other, 1000);
  }
  void add(const std::string& id, std::int64_t trace, std::int64_t tokens) {
    store.add(SampleStore::Request{
        .id = id, .at = 5, .trace = trace, .output = tokens, .cost_nusd = tokens});
  }
};

TEST(TraceUsage, WhatSubAgentsUsedIsPartOfTheirRun) {
  Family f;
  Database db = f.store.reader();
  TraceUsage usage(db);
  EXPECT_EQ(usage.of(f.root).output, 111);
  EXPECT_EQ(usage.of(f.root).requests, 3);
  EXPECT_EQ(usage.of(f.root).cost_nusd, 111);
  EXPECT_EQ(usage.of(f.child).output, 110);
  EXPECT_EQ(usage.of(f.other).output, 1000);
  EXPECT_EQ(usage.family(f.child), (std::vector<std::int64_t>{f.child, f.grandchild}));
}

TEST(TraceUsage, TracesThatAreEachOthersParentsAreCountedOnce) {
  SampleStore store;
  const auto a = store.add(SampleStore::Trace{.id = "a", .at = 1, .parent = "b"});
  const auto b = store.add(SampleStore::Trace{.id = "b", .at = 2, .parent = "a"});
  store.add(SampleStore::Request{.id = "r1", .at = 5, .trace = a, .output = 1});
  store.add(SampleStore::Request{.id = "r2", .at = 5, .trace = b, .output = 2});
  Database db = store.reader();
  EXPECT_EQ(TraceUsage(db).of(a).output, 3);
}

TEST(TraceUsage, FiltersSeeWhatSubAgentsUsed) {
  Family f;
  Database db = f.store.reader();
  ListQuery query;
  query.filter.min_tokens = 111;
  query.fields = {find_field(Entity::trace, "id")};
  std::vector<std::string> found;
  Listing(db, query).each(
      [&](const Row& row, std::int64_t) { found.emplace_back(row.text(Listing::kFirstField)); });
  EXPECT_EQ(found, (std::vector<std::string>{"other", "root"}));
}

}  // namespace
}  // namespace trace::store
