#include "store/archiver.h"

#include "support/batches.h"
#include "support/temp_dir.h"

#include "store/archives.h"
#include "store/chain.h"
#include "store/listing.h"
#include "store/merged_listing.h"
#include "store/resolve.h"
#include "store/schema.h"
#include "store/seals.h"
#include "store/settings.h"
#include "store/store_sink.h"
#include "store/trace_copy.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace trace::store {
namespace {

constexpr base::UnixMicros kLater{4'000'000'000'000'000};

std::string text(Database& db, const std::string& sql) {
  std::string out;
  Statement(db, sql).each([&](const Row& row) { out.append(row.text(0)).append(" "); });
  return out;
}

class Archiving : public ::testing::Test {
 protected:
  support::TempDir dir;
  std::string path = dir / "t.db", folder = dir.path(), month;

  Archiving() {
    auto db = open_for_writing(path, Durability::memory);
    StoreLock lock(path);
    keep_setting(db, lock, "archives", folder);
    write({"a", "b", "c"});
    db.exec("UPDATE traces SET status = 2");
  }
  void write(const std::vector<std::string>& ids) {
    StoreSink sink({.path = path, .durability = Durability::memory, .keep_content = true});
    for (const auto& id : ids) {
      auto batch = support::sample_batch(id, 1);
      for (auto& row : batch.rows)
        row.leaf = leaf_of(digest::bytes_of(row.salt), batch.view(row.payload));
      const ingest::Batch* const one[] = {&batch};
      sink.write(one);
    }
  }
  std::vector<std::int64_t> all(Database& db) {
    std::vector<std::int64_t> rows;
    Statement(db, "SELECT id FROM traces ORDER BY at, uid").each([&](const Row& row) {
      rows.push_back(row.i64(0));
    });
    return rows;
  }
  // Moves these and returns why one stays.
  std::string move(const std::vector<std::string>& uids) {
    auto db = open_for_writing(path, Durability::memory);
    StoreLock lock(path);
    Archiver archiver(db, lock, folder);
    archiver.clear_hidden(kLater);
    std::vector<std::int64_t> rows;
    for (const auto& uid : uids) rows.push_back(resolve_trace(db, "=" + uid).row);
    std::string why;
    for (const auto& family : families_of(db, rows, kLater)) {
      month = family.month;
      why += archiver.move(family, kLater);
    }
    archiver.close(kLater);
    return why;
  }
  std::string listed(Database& db, Archives& archives, std::size_t limit = 0,
                     const std::string& cursor = {}) {
    ListQuery query{.limit = limit, .cursor = cursor, .fields = {find_field(Entity::trace, "id")}};
    Listing here(db, query);
    MergedListing merged(here, archives, query);
    std::string ids;
    end = merged.each([&](const Row& row, std::int64_t, Place) {
      ids.append(row.text(Listing::kFirstField)).append(" ");
    });
    return ids;
  }

  PageEnd end;
};

TEST_F(Archiving, AMonthMovesRowByRowAndComesBackAsItWas) {
  auto before = open_for_reading(path);
  const auto rows = all(before);
  std::vector<std::string> prints;
  for (const auto row : rows) prints.push_back(print_of(before, row));
  EXPECT_EQ(move({"a", "b"}), "");
  auto db = open_for_writing(path, Durability::memory);
  EXPECT_EQ(text(db, "SELECT uid FROM traces"), "c ");
  EXPECT_EQ(text(db, "SELECT uid || ' ' || reason FROM pruned ORDER BY uid"),
            "a archive " + month + " b archive " + month + " ");
  {
    auto archive = open_for_reading(archive_path(folder, month));
    EXPECT_EQ(text(archive, "SELECT uid FROM traces ORDER BY uid"), "a b ");
    EXPECT_EQ(check_seals(archive, [](const BrokenSeal& seal) { ADD_FAILURE() << seal.key; }) > 0,
              true);
    EXPECT_FALSE(std::filesystem::exists(archive_path(folder, month) + "-wal"));
  }
  StoreLock lock(path);
  EXPECT_EQ(Archiver(db, lock, folder).bring_back(month, kLater), 2);
  EXPECT_EQ(all(db), rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_TRUE(print_of(db, rows[i]) == prints[i]) << i;
  EXPECT_FALSE(std::filesystem::exists(archive_path(folder, month)));
}

TEST_F(Archiving, PagesGoThroughStoreAndArchivesAsThroughOne) {
  auto before = open_for_reading(path);
  Archives none(before, "");
  const auto ids = listed(before, none);
  ASSERT_EQ(move({"a", "c"}), "");
  auto db = open_for_reading(path);
  Archives archives(db, folder);
  EXPECT_EQ(listed(db, archives), ids);
  std::string walk = listed(db, archives, 1);
  while (end.more) walk += listed(db, archives, 1, encode_cursor(*end.last));
  EXPECT_EQ(walk, ids);
}

TEST_F(Archiving, WhatComesAgainAddsNoRow) {
  ASSERT_EQ(move({"a", "b"}), "");
  write({"a"});
  auto db = open_for_reading(path);
  Archives archives(db, folder);
  EXPECT_EQ(text(db, "SELECT uid FROM traces ORDER BY uid"), "a c ");
  EXPECT_EQ(listed(db, archives).size(), 6U);  // `b` is hidden nowhere, `a` in the archive
  EXPECT_EQ(move({"a"}), "");
  auto archive = open_for_reading(archive_path(folder, month));
  EXPECT_EQ(text(archive, "SELECT uid FROM traces ORDER BY uid"), "a b ");
}

TEST_F(Archiving, AFamilyOfWhichSomeStayStays) {
  auto db = open_for_writing(path, Durability::memory);
  db.exec("UPDATE traces SET parent = 'a' WHERE uid = 'b'");
  const auto row = resolve_trace(db, "=b").row;
  EXPECT_TRUE(families_of(db, {row}, kLater).empty());
  EXPECT_EQ(families_of(db, all(db), kLater).size(), 2U);
  EXPECT_TRUE(families_of(db, all(db), {0}).empty());  // the month has not ended by then
}

TEST_F(Archiving, ATraceIsFoundWhereItIs) {
  ASSERT_EQ(move({"a", "b"}), "");
  auto db = open_for_reading(path);
  Archives archives(db, folder);
  EXPECT_EQ(resolve_trace(db, archives, "=a").place, Place(0));
  EXPECT_EQ(resolve_trace(db, archives, "=c").place, Place());
  std::filesystem::rename(archive_path(folder, month), dir / "away");
  Archives without(db, folder);
  EXPECT_THROW(resolve_trace(db, without, "=a"), base::Failure);
  EXPECT_EQ(listed(db, without), "c ");
  EXPECT_EQ(without.problems().size(), 1U);
}

TEST_F(Archiving, AnArchiveOfAnotherStoreIsReadAndNotMixedWith) {
  ASSERT_EQ(move({"a", "b"}), "");
  const std::string other = dir / "other.db";
  open_for_writing(other, Durability::memory);
  auto db = open_for_writing(other, Durability::memory);
  Archives archives(db, folder);
  EXPECT_EQ(listed(db, archives).size(), 4U);
  StoreLock lock(other);
  EXPECT_THROW(Archiver(db, lock, folder).bring_back(month, kLater), base::Failure);
}

TEST(ArchiveMonths, BeginAtMidnightUtc) {
  EXPECT_EQ(month_of({1'772'323'199'999'999}), "2026-02");
  EXPECT_EQ(month_of({1'772'323'200'000'000}), "2026-03");
  EXPECT_EQ(end_of_month({1'772'323'199'999'999}).v, 1'772'323'200'000'000);
  EXPECT_EQ(month_of_receipt(archive_receipt("2026-03")), "2026-03");
  EXPECT_EQ(month_of_receipt("older than 90 days"), "");
}

}  // namespace
}  // namespace trace::store
