#include "store/guard.h"

#include "support/sample_store.h"

#include "base/error.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using tests::SampleStore;

struct Store {
  SampleStore sample;
  Store() { sample.add(SampleStore::Trace{.id = "first", .at = 1}); }
};

TEST(Guard, LetsReadingThrough) {
  Store store;
  Database db = store.sample.reader();
  Guard guard(db);
  for (const char* sql : {"SELECT count(*) FROM traces", "SELECT * FROM task_traces;",
                          "SELECT id FROM agent_runs -- end",
                          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
                          "< 9) SELECT sum(i) FROM n",
                          "SELECT value FROM json_each('[1,2]')", "SELECT '{\"a\":1}' ->> 'a'",
                          "SELECT row_number() OVER (ORDER BY id) FROM traces",
                          "EXPLAIN QUERY PLAN SELECT * FROM traces", "VALUES (1), (2)",
                          "SELECT name FROM sqlite_schema"}) {
    EXPECT_NO_THROW(guard.prepare(sql).run()) << sql;
  }
}

TEST(Guard, RefusesEverythingElse) {
  Store store;
  for (const char* sql : {"DELETE FROM traces",
                          "INSERT INTO meta VALUES ('x', 1)",
                          "UPDATE traces SET status = 0",
                          "DROP TABLE traces",
                          "CREATE TABLE x(y)",
                          "CREATE TEMP TABLE x(y)",
                          "ATTACH 'x.db' AS x",
                          "DETACH main",
                          "VACUUM",
                          "VACUUM INTO '/tmp/x'",
                          "PRAGMA query_only = 0",
                          "PRAGMA writable_schema = 1",
                          "PRAGMA journal_mode = DELETE",
                          "BEGIN",
                          "COMMIT",
                          "SELECT load_extension('x')",
                          "SELECT 1; DELETE FROM traces",
                          "SELECT 1; SELECT 2",
                          "",
                          ";",
                          "-- nothing",
                          "REINDEX",
                          "ANALYZE",
                          "SELECT * FROM pragma_table_info('traces')",
                          "SELECT * FROM dbstat",
                          "DELETE FROM traces RETURNING id",
                          "WITH x AS (SELECT 1) DELETE FROM traces",
                          "SELEC 1",
                          "CREATE VIRTUAL TABLE v USING fts5(x)",
                          "SAVEPOINT s"}) {
    Database db = store.sample.reader();
    Guard guard(db);
    EXPECT_THROW(guard.prepare(sql).run(), base::Failure) << sql;
  }
  Database db = store.sample.reader();
  EXPECT_EQ(Statement(db, "SELECT count(*) FROM traces").step()->i64(0), 1);
}

TEST(Guard, EndsAQueryAtItsDeadline) {
  Store store;
  Database db = store.sample.reader();
  Guard guard(db, {.deadline = std::chrono::milliseconds(20)});
  Statement endless = guard.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
  try {
    endless.run();
    FAIL() << "it ended";
  } catch (const base::Failure& failure) {
    EXPECT_EQ(failure.code(), base::Errc::interrupted);
  }
}

TEST(Guard, EndsAQueryThatTakesTooMuchMemory) {
  Store store;
  Database db = store.sample.reader();
  Guard guard(db, {.deadline = std::chrono::minutes(10), .heap_bytes = 32 << 20});
  Statement hungry = guard.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT count(*) FROM n");
  try {
    hungry.run();
    FAIL() << "it ended";
  } catch (const base::Failure& failure) {
    EXPECT_EQ(failure.code(), base::Errc::interrupted);
  }
}

TEST(Guard, LimitsTheSizeOfAValue) {
  Store store;
  Database db = store.sample.reader();
  Guard guard(db);
  EXPECT_THROW(guard.prepare("SELECT length(zeroblob(100000000) || 'x')").run(), base::Failure);
  EXPECT_THROW(guard
                   .prepare("WITH RECURSIVE n(i, t) AS (SELECT 1, 'xxxxxxxx' UNION ALL SELECT i + "
                            "1, t || t FROM n WHERE i < 40) SELECT max(length(t)) FROM n")
                   .run(),
               base::Failure);
}

TEST(Guard, LeavesTheConnectionAsItWas) {
  Store store;
  Database db = store.sample.reader();
  { Guard guard(db); }
  EXPECT_NO_THROW(Statement(db, "PRAGMA user_version").step());
}

TEST(Guard, NamesTheColumns) {
  Store store;
  Database db = store.sample.reader();
  Guard guard(db);
  EXPECT_EQ(column_names(guard.prepare("SELECT 1 AS one, 2 AS two")),
            (std::vector<std::string>{"one", "two"}));
}

}  // namespace
}  // namespace trace::store
