#include "store/seals.h"

#include "support/old_store.h"
#include "support/store_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

namespace trace::store {
namespace {

using support::StoreRows;

std::string broken_in(Database& db) {
  std::string out;
  check_seals(db, [&](const BrokenSeal& seal) {
    out += std::string(seal.table == nullptr ? "" : seal.table->name) + " " + seal.key + " " +
           std::string(seal.what) + "\n";
  });
  return out;
}

void in_transaction(Database& db, const char* sql) {
  Transaction transaction(db);
  db.exec(sql);
  transaction.commit();
}

// As another program would: without the one who seals.
void behind_its_back(const StoreRows& store, const char* sql) {
  Database::open(store.path(), Access::read_write).exec(sql);
}

class Seals : public ::testing::Test {
 protected:
  Seals() {
    in_transaction(store.db,
                   "INSERT INTO requests(id, uid, at, model) VALUES (1, 'r1', 1, 3), (2, 'r2', 2, "
                   "3); INSERT INTO contents(request, at, prompt) VALUES (1, 1, 'hello');"
                   "INSERT INTO settings VALUES ('env', 'dev');"
                   "INSERT INTO repeats VALUES (1, 2, 3, 4)");
  }
  StoreRows store;
};

TEST_F(Seals, WhatAWriterWritesFits) { EXPECT_EQ(broken_in(store.db), ""); }

TEST_F(Seals, WhatHeChangesOrDeletesFits) {
  in_transaction(store.db,
                 "UPDATE requests SET cost_nusd = 7 WHERE id = 2; UPDATE settings SET v = 'prod'; "
                 "INSERT OR REPLACE INTO settings VALUES ('env', 'dev'); DELETE FROM repeats");
  EXPECT_EQ(broken_in(store.db), "");
}

TEST_F(Seals, WhatGoesByACascadeFits) {
  in_transaction(store.db, "DELETE FROM requests WHERE id = 1");
  EXPECT_EQ(broken_in(store.db), "");
}

TEST_F(Seals, WhatIsRolledBackFits) {
  {
    Transaction transaction(store.db);
    store.db.exec("UPDATE requests SET cost_nusd = 9");
  }
  in_transaction(store.db, "INSERT INTO dict(id, kind, name) VALUES (99, 1, 'x')");
  EXPECT_EQ(broken_in(store.db), "");
}

TEST_F(Seals, ManyRowsAreSealedAtOnce) {
  in_transaction(store.db,
                 "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 2 FROM n WHERE i < 400) "
                 "INSERT INTO requests(id, uid, at, model) SELECT i, 'n' || i, i, 3 FROM n");
  EXPECT_EQ(broken_in(store.db), "");
  in_transaction(store.db, "DELETE FROM requests WHERE id BETWEEN 100 AND 200");
  EXPECT_EQ(broken_in(store.db), "");
}

TEST_F(Seals, WhatAnotherProgramChangesAddsOrDeletesIsNamed) {
  behind_its_back(store,
                  "UPDATE contents SET prompt = 'bye';"
                  "INSERT INTO settings VALUES ('x', 'y'); DELETE FROM repeats");
  EXPECT_EQ(broken_in(store.db),
            "repeats 1.2 is missing\n"
            "contents 1 was changed by another program\n"
            "settings x was added by another program\n");
}

TEST_F(Seals, OfManyRequestsTheOneThatWasTouchedIsNamed) {
  in_transaction(store.db,
                 "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 99) "
                 "INSERT INTO requests(id, uid, at, model) SELECT i, 'n' || i, i, 3 FROM n");
  behind_its_back(store,
                  "UPDATE requests SET output_tokens = 1 WHERE id = 31; DELETE FROM requests WHERE "
                  "id IN (48, 99); INSERT INTO requests(id, uid, at, model) VALUES (9, 'x', 1, 3)");
  EXPECT_EQ(broken_in(store.db),
            "requests 9 was added by another program\n"
            "requests 31 was changed by another program\n"
            "requests 48 is missing\n"
            "requests 99 is missing\n"
            "usage_stale 0 was added by another program\n");
}

TEST_F(Seals, AGroupThatLostAllItsRequestsIsNamed) {
  in_transaction(store.db, "INSERT INTO requests(id, uid, at, model) VALUES (500, 'far', 1, 3)");
  behind_its_back(store, "DELETE FROM requests WHERE id = 500");
  EXPECT_EQ(broken_in(store.db),
            "requests 500 is missing\nusage_stale 0 was added by another program\n");
}

TEST_F(Seals, AnotherViewIsNamed) {
  behind_its_back(store, "DROP VIEW tokens; CREATE VIEW tokens AS SELECT 1 AS id");
  EXPECT_EQ(broken_in(store.db), " schema was changed by another program\n");
}

TEST_F(Seals, NullAndEmptyAreNotTheSame) {
  behind_its_back(store, "UPDATE contents SET completion = ''");
  EXPECT_NE(broken_in(store.db), "");
  behind_its_back(store, "UPDATE contents SET completion = NULL");
  EXPECT_EQ(broken_in(store.db), "");
}

// Events have their chain, pieces their event; what is left has to be in the list.
TEST_F(Seals, EveryTableAndColumnIsInTheList) {
  std::map<std::string, std::set<std::string>> sealed, there;
  for (const auto& table : sealed_tables()) {
    std::istringstream columns(table.columns);
    for (std::string column; columns >> column;)
      sealed[table.name].insert(column.substr(0, column.find(',')));
  }
  Statement(store.db,
            "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type "
            "= 'table' AND m.name NOT IN ('events', 'chunks', 'seals', 'sqlite_sequence')")
      .each([&](const Row& row) {
        there[std::string(row.text(0))].insert(std::string(row.text(1)));
      });
  EXPECT_EQ(sealed, there);
}

TEST(SealsOfOldStores, AreMadeByTheUpgrade) {
  const support::TempDir dir;
  auto db =
      open_for_writing(support::unpack_old_store(TRACE_SOURCE_DIR, dir, 3), Durability::memory);
  EXPECT_EQ(broken_in(db), "");
}

}  // namespace
}  // namespace trace::store
