#include "support/sample_store.h"

#include "store/event_rows.h"
#include "store/listing.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using tests::SampleStore;

std::string plan_of(Database& db, const std::string& sql) {
  std::string lines;
  Statement statement(db, "EXPLAIN QUERY PLAN " + sql);
  statement.each([&](const Row& row) { lines.append(row.text(3)).append("\n"); });
  return lines;
}

bool scans(const std::string& plan, std::string_view table) {
  return plan.find("SCAN " + std::string(table)) != std::string::npos;
}

TEST(Plans, PagesOfEventsComeFromTheirIndex) {
  SampleStore store;
  Database db = store.reader();
  for (const EventRange& range : {EventRange{}, EventRange{.after = 2000, .limit = 2000},
                                  EventRange{.types = {1, 2}, .levels = {3}}}) {
    const std::string plan = EventRows::query(db, 1, range).plan(db);
    EXPECT_NE(plan.find("SEARCH events USING INDEX events_trace_seq"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

TEST(Plans, EveryFilterFindsItsIndex) {
  SampleStore store;
  store.add(SampleStore::Trace{.id = "a", .at = 1});
  store.add(SampleStore::Request{.id = "r", .at = 1});
  Database db = store.reader();
  const std::vector<std::pair<ListQuery, std::string>> expected{
      {{.filter = {.roots_only = true}}, "traces_root"},
      {{}, "traces_at"},
      {{.filter = {.session = {"s"}}}, "traces_session"},
      {{.filter = {.status = {"running"}}}, "traces_status"},
      {{.filter = {.status = {"error"}, .since = base::UnixMicros{1}}}, "traces_status"},
      {{.filter = {.source = {"cli"}}}, "traces_source"},
      {{.filter = {.parent = {"a"}}}, "traces_parent"},
      {{.entity = Entity::request}, "requests_at"},
      {{.entity = Entity::request, .filter = {.since = base::UnixMicros{1}}}, "requests_at"},
      {{.entity = Entity::request, .filter = {.status = {"quota_exceeded"}}}, "requests_bad"}};
  for (const auto& [query, index] : expected) {
    const std::string plan = Listing(db, query).plan();
    EXPECT_NE(plan.find(index), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

TEST(Plans, FiguresOfATraceComeFromItsRequests) {
  SampleStore store;
  Database db = store.reader();
  EXPECT_NE(plan_of(db, "SELECT count(*), sum(input_tokens) FROM requests WHERE trace = 1")
                .find("requests_trace"),
            std::string::npos);
}

TEST(Plans, DocumentedStatementsOnViewsReadNoMoreThanTheyMust) {
  SampleStore store;
  Database db = store.reader();
  EXPECT_FALSE(scans(
      plan_of(db, "SELECT payload FROM task_trace_events WHERE trace_id = 'a' AND seq > 5"), "e"));
  EXPECT_FALSE(scans(plan_of(db, "SELECT * FROM task_traces WHERE id = 'a'"), "t"));
  EXPECT_FALSE(scans(plan_of(db, "SELECT * FROM request_logs WHERE id = 'r'"), "r"));
  EXPECT_FALSE(
      scans(plan_of(db, "SELECT * FROM agent_runs WHERE session_id = 's' ORDER BY started_at DESC"),
            "t"));
}

}  // namespace
}  // namespace trace::store
