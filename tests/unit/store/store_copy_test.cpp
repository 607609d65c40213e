#include "store/store_copy.h"

#include "support/sql_values.h"
#include "support/store_rows.h"

#include "store/schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace trace::store {
namespace {

using support::StoreRows;

std::string column(Database& db, const std::string& sql) { return support::column(db, sql, " "); }

class Copies : public ::testing::Test {
 protected:
  Copies() {
    for (const std::int64_t trace : {1, 2})
      rows.trace_of_a_line(trace, "said by " + std::to_string(trace));
    rows.event({.id = 30, .trace = 1, .seq = 2, .carrier = 31, .off = 0, .len = 3});
    rows.event({.id = 31, .trace = 2, .seq = 2, .input = 2, .n = 2, .payload = "shared"});
    rows.db.exec(
        "INSERT INTO chunks(input, n, i, data) VALUES (1,1,1,'one'),(2,1,1,'two');"
        "INSERT INTO requests(id, uid, trace, at, model, token) VALUES (1,'r1',1,1,3,NULL),"
        "(2,'r2',2,2,4,6),(3,'r3',NULL,3,4,NULL),(4,'both',2,4,3,NULL);"
        "INSERT INTO request_claims(request, trace) VALUES (4,1),(4,2);"
        "INSERT INTO contents(request, at, prompt) VALUES (1,1,'mine'),(2,2,'theirs');"
        "INSERT INTO recorders(trace, pid, beat) VALUES (1,0,0);"
        "INSERT INTO settings VALUES ('x','y');"
        "INSERT INTO token_settings VALUES (6,'a name',1)");
  }
  Database copy(const std::optional<std::vector<std::int64_t>>& traces) {
    std::ofstream(path).close();
    std::optional<std::span<const std::int64_t>> kept;
    if (traces) kept = *traces;
    auto reader = open_for_reading(rows.path());
    copy_store(reader, path, kept);
    return open_for_reading(path);
  }

  StoreRows rows;
  std::string path = rows.dir / "copy.db";
};

TEST_F(Copies, AWholeCopyHasEveryRowAndAnIdOfItsOwn) {
  auto all = copy(std::nullopt);
  for (const std::string table : {"traces", "events", "requests", "contents", "chunks", "dict"})
    EXPECT_EQ(column(all, "SELECT count(*) FROM " + table),
              column(rows.db, "SELECT count(*) FROM " + table))
        << table;
  EXPECT_NE(column(all, "SELECT v FROM meta WHERE k = 'db_uuid'"),
            column(rows.db, "SELECT v FROM meta WHERE k = 'db_uuid'"));
  EXPECT_EQ(column(all, "SELECT count(*) FROM recorders"), "0 ");
  EXPECT_EQ(column(all, "PRAGMA integrity_check"), "ok ");
}

TEST_F(Copies, APartHasWhatBelongsToItAndNoByteOfTheRest) {
  auto part = copy(std::vector<std::int64_t>{1});
  EXPECT_EQ(column(part, "SELECT uid FROM traces"), "t1 ");
  EXPECT_EQ(column(part, "SELECT id FROM events WHERE seq IS NOT NULL ORDER BY id"), "10 30 ");
  EXPECT_EQ(column(part, "SELECT payload FROM events WHERE id = 31 AND seq IS NULL"), "shared ");
  EXPECT_EQ(column(part, "SELECT uid FROM requests ORDER BY uid"), "both r1 ");
  EXPECT_EQ(column(part, "SELECT trace FROM requests WHERE uid = 'both'"), "1 ");
  EXPECT_EQ(column(part, "SELECT prompt FROM contents"), "mine ");
  EXPECT_EQ(column(part, "SELECT data FROM chunks"), "one ");
  std::stringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  for (const char* secret : {"said by 2", "theirs", "a name", "exit_1"})
    EXPECT_EQ(bytes.str().find(secret), std::string::npos) << secret;
  EXPECT_NE(bytes.str().find("said by 1"), std::string::npos);
}

TEST_F(Copies, AWriterGoesOnInACopy) {
  copy(std::vector<std::int64_t>{2});
  auto db = open_for_writing(path, Durability::full);
  db.exec("UPDATE traces SET title = 'x'");
  EXPECT_EQ(column(db, "SELECT title FROM traces"), "x ");
  EXPECT_EQ(column(db, "PRAGMA journal_mode"), "wal ");
}

// A table that is new has to be told what becomes of it in a copy.
TEST_F(Copies, EveryTableIsThoughtOf) {
  const std::string known =
      " meta dict traces recorders inputs files events chunks superseded repeats requests "
      "request_claims usage_rollups usage_stale contents token_settings settings switches pruned "
      "chain_gaps scrubs seals ship_cursors revisions ship_set_aside sqlite_sequence "
      "usage_segments "
      "usage_columns usage_changes usage_prices zdicts blocks block_uses block_pieces ";
  Statement tables(rows.db, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  tables.each([&](const Row& row) {
    const std::string name(row.text(0));
    EXPECT_NE(known.find(" " + name + " "), std::string::npos) << name;
  });
}

}  // namespace
}  // namespace trace::store
