#include "store/chain_edit.h"

#include "support/batches.h"
#include "support/temp_dir.h"

#include "ingest/log_rows.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

constexpr EditReason kReason{"test", {77}};

// A trace of ten log lines, as a recorder writes them.
class ChainEdits : public ::testing::Test {
 protected:
  ChainEdits() {
    digest::SaltPool salts;
    ingest::Batch batch;
    for (int i = 0; i < 10; ++i) {
      const std::string line = "{\"i\":" + std::to_string(i) + "}";
      ingest::LogRow row;
      row.trace = "t";
      row.type = "step";
      row.line = line;
      row.at = {1000 + i};
      ingest::add_log_row(batch, row, salts);
    }
    const ingest::Batch* pointer = &batch;
    sink.write({&pointer, 1});
  }
  // Which rows are good (g), unchecked (u), broken (b); does it end at the head of the trace?
  std::string walk() {
    ChainState state(gaps_in(db, 1));
    std::string out;
    ChainRows(db).of_trace(
        1, [&](const ChainRow& row) { out += "gub"[static_cast<std::size_t>(state.take(row))]; });
    state.finish();
    Statement head(db, "SELECT chain_head, chain_count FROM traces WHERE id = 1");
    const auto row = head.step();
    const bool fits =
        row->text(0) == digest::bytes_of(state.head()) && row->i64(1) == state.links();
    return out + (fits ? " ends well" : " ends badly");
  }
  std::int64_t id(int i) {
    return Statement(db, "SELECT id FROM events WHERE seq = ?1").with(i + 1).step()->i64(0);
  }
  template <typename F>
  void edit(F&& f) {
    Transaction transaction(db);
    ChainEdit edit(db);
    f(edit);
    transaction.commit();
  }
  // As damage would: nothing is told.
  void damage(const std::string& set, int i) {
    db.exec("UPDATE events SET " + set + " WHERE id = " + std::to_string(id(i)));
  }

  support::TempDir dir;
  StoreSink sink{{.path = dir / "t.db", .durability = Durability::memory}};
  Database& db = sink.database();
};

TEST_F(ChainEdits, AChainThatNobodyTouchedHolds) { EXPECT_EQ(walk(), "gggggggggg ends well"); }

TEST_F(ChainEdits, EveryColumnOfAnEventIsCovered) {
  for (const char* set : {"at = at + 1",
                          "level = 2",
                          "type = type + 1",
                          "flags = flags + 64",
                          "uid = zeroblob(16)",
                          "input = 1",
                          "n = 1",
                          "h = h + 1",
                          "salt = zeroblob(16)",
                          "payload = 'x'",
                          "payload = NULL",
                          "payload = CAST(payload AS BLOB)",
                          "carrier = 1",
                          "off = 1",
                          "len = 1",
                          "key = 1",
                          "tool = 1",
                          "duration_ms = 0",
                          "source_seq = 0",
                          "full_len = 0",
                          "sha256 = x'00'",
                          "seq = 99"}) {
    Transaction transaction(db);
    damage(set, 4);
    EXPECT_NE(walk().find('b'), std::string::npos) << set;
  }
}

TEST_F(ChainEdits, TheFirstBadRowIsFound) {
  damage("payload = 'x'", 4);
  EXPECT_EQ(walk().substr(0, 5), "ggggb");
}

TEST_F(ChainEdits, AMissingLastRowIsFound) {
  db.exec("DELETE FROM events WHERE seq = 10");
  EXPECT_EQ(walk(), "ggggggggg ends badly");
}

TEST_F(ChainEdits, ARemovedPayloadLeavesTheChainWhole) {
  edit([&](ChainEdit& e) { EXPECT_TRUE(e.remove_payload(id(3))); });
  EXPECT_EQ(walk(), "gggggggggg ends well");
  EXPECT_TRUE(Statement(db, "SELECT payload FROM events WHERE seq = 4").step()->is_null(0));
  edit([&](ChainEdit& e) { EXPECT_FALSE(e.remove_payload(id(3))); });
}

TEST_F(ChainEdits, AReplacedPayloadLeavesAReceiptAndIsWatchedAgain) {
  edit([&](ChainEdit& e) { e.replace_payload(id(3), "{\"i\":\"*\"}", kReason); });
  edit([&](ChainEdit& e) { e.replace_payload(id(3), "{\"i\":\"#\"}", kReason); });
  EXPECT_EQ(walk(), "gggggggggg ends well");
  damage("payload = 'x'", 3);
  EXPECT_EQ(walk().substr(0, 4), "gggb");
}

TEST_F(ChainEdits, AReplacedPayloadMayBeRemoved) {
  edit([&](ChainEdit& e) { e.replace_payload(id(3), "{\"i\":\"*\"}", kReason); });
  edit([&](ChainEdit& e) { e.remove_payload(id(3)); });
  EXPECT_EQ(walk(), "gggggggggg ends well");
}

TEST_F(ChainEdits, APartMayMove) {
  edit([&](ChainEdit& e) { e.move_part(id(3), 1, 2); });
  EXPECT_EQ(walk(), "gggggggggg ends well");
}

TEST_F(ChainEdits, RowsThatAreTakenOutLeaveGaps) {
  const std::array ids{id(0), id(1), id(4), id(9)};
  edit([&](ChainEdit& e) { e.leave_gaps(1, ids, kReason); });
  EXPECT_EQ(walk(),
            "uuggugggg"
            "u ends well");
  db.exec("DELETE FROM events WHERE seq IN (1, 2, 5, 10)");
  EXPECT_EQ(walk(), "gggggg ends well");
  EXPECT_EQ(Statement(db, "SELECT group_concat(links) FROM chain_gaps").step()->text(0), "2,1,1");
  const std::array more{id(2), id(3), id(5)};
  edit([&](ChainEdit& e) { e.leave_gaps(1, more, kReason); });
  db.exec("DELETE FROM events WHERE seq IN (3, 4, 6)");
  EXPECT_EQ(walk(), "ggg ends well");
}

TEST_F(ChainEdits, ADamagedChainHasNoGaps) {
  damage("payload = 'x'", 2);
  const std::array ids{id(4)};
  EXPECT_THROW(edit([&](ChainEdit& e) { e.leave_gaps(1, ids, kReason); }), base::Failure);
}

TEST_F(ChainEdits, AFreedRowStandsAlone) {
  const auto row = id(3);
  edit([&](ChainEdit& e) { e.free_row(row); });
  bool fits = false;
  ChainRows(db).one(row, [&](const ChainRow& r) { fits = fits_alone(r); });
  EXPECT_TRUE(fits);
  db.exec("UPDATE events SET payload = 'x' WHERE id = " + std::to_string(row));
  ChainRows(db).one(row, [&](const ChainRow& r) { fits = fits_alone(r); });
  EXPECT_FALSE(fits);
}

}  // namespace
}  // namespace trace::store
