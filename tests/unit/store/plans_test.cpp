#include "support/sample_store.h"

#include "store/event_rows.h"
#include "store/listing.h"
#include "store/rollup.h"
#include "store/schema.h"
#include "store/usage_report.h"

#include <gtest/gtest.h>

#include <functional>
#include <sstream>

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

// Steps that read a whole table as it lies there, or sort. Conversations go by their own number.
std::vector<std::string> blind_steps(const std::string& plan) {
  std::vector<std::string> out;
  std::istringstream lines(plan);
  for (std::string line; std::getline(lines, line, '\n');) {
    const auto scan = line.find("SCAN ");
    const std::string table = scan == std::string::npos ? "" : line.substr(scan + 5);
    const bool is_blind = table == "t" || table == "r" || table == "traces" ||
                          table == "requests" || table == "events";
    if (is_blind || line.find("TEMP B-TREE FOR ORDER BY") != std::string::npos) out.push_back(line);
  }
  return out;
}

using Change = std::function<void(Filter&)>;

// What every reader takes, on the command line and in views.
std::vector<std::pair<std::string, Change>> documented_filters() {
  return {{"none", [](Filter&) {}},
          {"cwd", [](Filter& f) { f.cwd = {"/w"}; }},
          {"host", [](Filter& f) { f.host = {"box"}; }},
          {"parent", [](Filter& f) { f.parent = {"a"}; }},
          {"session", [](Filter& f) { f.session = {"s"}; }},
          {"source", [](Filter& f) { f.source = {"cli"}; }},
          {"source-ref", [](Filter& f) { f.source_ref = {"x"}; }},
          {"status", [](Filter& f) { f.status = {"error"}; }},
          {"actor", [](Filter& f) { f.actor = {"ann"}; }},
          {"user", [](Filter& f) { f.user = {"ann"}; }},
          {"token", [](Filter& f) { f.token = {"k"}; }},
          {"account", [](Filter& f) { f.account = {"acc"}; }},
          {"model", [](Filter& f) { f.model = {"m"}; }},
          {"provider", [](Filter& f) { f.provider = {"p"}; }},
          {"mode", [](Filter& f) { f.mode = {"web"}; }},
          {"error-code", [](Filter& f) { f.error_code = {"e"}; }},
          {"tag",
           [](Filter& f) {
             f.tags = {{"k", "v"}};
           }},
          {"since", [](Filter& f) { f.since = base::UnixMicros{1}; }},
          {"until", [](Filter& f) { f.until = base::UnixMicros{9}; }},
          {"min-duration", [](Filter& f) { f.min_duration = base::DurationMs{1}; }},
          {"min-tokens", [](Filter& f) { f.min_tokens = 1; }},
          {"where", [](Filter& f) { f.where = "status = 'success'"; }}};
}

// Names that nobody knows are no question to SQLite.
void know_names(SampleStore& store) {
  Database db = open_for_writing(store.path(), Durability::memory);
  db.exec(
      "INSERT OR IGNORE INTO dict(kind, name) VALUES (2, 'm'), (3, 'p'), (4, 'cli'), (5, 'ann'), "
      "(7, 'k'), (8, 'acc'), (9, 'ann'), (10, 'web'), (11, 'e'), (12, 'box'), (13, '/w')");
}

TEST(Plans, EveryDocumentedListWalksAnIndex) {
  SampleStore store;
  know_names(store);
  store.add(SampleStore::Trace{.id = "a", .at = 1});
  store.add(SampleStore::Request{.id = "r", .at = 1});
  Database db = store.reader();
  for (const auto entity : {Entity::trace, Entity::request, Entity::content})
    for (const auto& [name, change] : documented_filters()) {
      if (entity == Entity::content && name == "where") continue;  // other columns
      ListQuery query{.entity = entity};
      query.filter.roots_only = entity == Entity::trace;
      change(query.filter);
      const std::string plan = Listing(db, query).plan();
      EXPECT_EQ(blind_steps(plan), std::vector<std::string>{})
          << static_cast<int>(entity) << " by " << name << ":\n"
          << plan;
    }
}

TEST(Plans, EveryStatisticReadsSumsAndSearchesTheRest) {
  SampleStore store;
  know_names(store);
  store.add(SampleStore::Request{.id = "r", .at = 1});
  {
    Database db = open_for_writing(store.path(), Durability::memory);
    StoreLock lock(store.path());
    Rollup(db, lock, {nullptr, CostMode::automatic, "p"}, 1).refresh({1});
  }
  Database db = store.reader();
  const BucketStart same = [](Dimension, base::UnixMicros at) { return at; };
  for (const auto dimension : {Dimension::day, Dimension::model, Dimension::token,
                               Dimension::status, Dimension::session, Dimension::root})
    for (const auto& [name, change] : documented_filters()) {
      if (name == "where") continue;  // any expression may be asked of the rows
      UsageQuestion question{{dimension}, {}, same, {nullptr, CostMode::automatic, "p", 0}};
      change(question.filter);
      UsageReport report(db);
      report.count(question);
      EXPECT_EQ(blind_steps(report.plan()), std::vector<std::string>{}) << name;
      EXPECT_EQ(report.plan().find("SCAN r"), std::string::npos) << name << report.plan();
    }
}

}  // namespace
}  // namespace trace::store
