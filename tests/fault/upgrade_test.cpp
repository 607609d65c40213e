// A store of each earlier version is upgraded, and the power goes, or the operation fails, at every
// single I/O operation of it: what is left is the old store or the new one with the same rows, and
// the next writer brings it up to date.
#include "fault/fault_vfs.h"
#include "fault/numbered_store.h"
#include "integrity/file_checks.h"
#include "support/old_store.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace trace::fault {
namespace {

using support::column;

class Upgrade : public testing::TestWithParam<int> {
 protected:
  Upgrade() {
    {
      // As a checkpoint would leave it: nothing in the log.
      auto db = store::Database::open(before_, store::Access::read_write);
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      rows_ = support::contents(db);
    }
    bytes_ = bytes_of_file(before_);
  }

  // Upgrade under the plan; a fault ends it.
  void upgrade(FaultVfs& vfs, const Plan& plan) {
    write_file(db_, bytes_);
    for (const char* end : {"-wal", "-shm", "-journal"}) std::filesystem::remove(db_ + end);
    vfs.start(plan);
    try {
      store::open_for_writing(db_, store::Durability::full);
    } catch (const base::Failure&) {
      // As planned.
    }
  }

  // What the next writer finds, and what it makes of it.
  void look(Row& row) {
    ++row.runs;
    try {
      auto found = store::Database::open(db_, store::Access::read_write);
      const int version = store::version_of(found);
      const bool is_whole = version == GetParam() || version == store::schema_version();
      if (!is_whole) ++row.torn;
      if (support::contents(found) != rows_) ++row.lost;
    } catch (const base::Failure& failure) {
      ADD_FAILURE() << failure.what();
      ++row.torn;
      return;
    }
    auto db = store::open_for_writing(db_, store::Durability::full);
    if (support::contents(db) != rows_) ++row.lost;
    if (column(db, "PRAGMA integrity_check") != "ok\n") ++row.torn;
    integrity::check_rows(db, [&](const integrity::Damage& damage) {
      ADD_FAILURE() << damage.what;
      ++row.torn;
    });
  }

  void sweep(Kind kind, Row& row) {
    FaultVfs vfs;
    upgrade(vfs, {});
    const std::int64_t operations = vfs.operations();
    EXPECT_GT(operations, 20);
    vfs.lose_power(0);
    for (std::int64_t at = 1; at <= operations; at += step_) {
      upgrade(vfs, {.kind = kind, .at = at});
      if (kind == Kind::power_cut)
        vfs.lose_power(static_cast<std::uint32_t>(at));
      else
        vfs.stop();
      look(row);
      vfs.lose_power(0);  // forgets
    }
    EXPECT_EQ(row.lost, 0);
    EXPECT_EQ(row.torn, 0);
  }

  support::TempDir dir_;
  const std::string before_ = support::store_of_version(TRACE_SOURCE_DIR, dir_, GetParam());
  const std::string db_ = dir_ / "t.db";
  std::string rows_, bytes_;
  const int step_ = tries("UPGRADE_STEP", 7);
};

TEST_P(Upgrade, R28APowerCutLeavesTheOldStoreOrTheNew) {
  Row row{"R28", "power cut at every I/O operation of an upgrade from version " +
                     std::to_string(GetParam())};
  sweep(Kind::power_cut, row);
}

TEST_P(Upgrade, R29AnErrorLeavesTheOldStoreOrTheNew) {
  Row row{"R29",
          "the n-th I/O operation of an upgrade fails, from version " + std::to_string(GetParam())};
  sweep(Kind::io_error, row);
}

INSTANTIATE_TEST_SUITE_P(Versions, Upgrade, testing::Range(1, store::schema_version()));

}  // namespace
}  // namespace trace::fault
