// A write-ahead log that was cut: what is left are whole commits from the first one on.
#include "fault/fault_vfs.h"
#include "fault/numbered_store.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace trace::fault {
namespace {

TEST(WalCut, R15WhatIsLeftOfACutLogIsAPrefixOfTheCommits) {
  const support::TempDir dir;
  const std::string db = dir / "t.db", copy = dir / "copy.db";
  { store::StoreSink make({.path = db}); }
  store::StoreSink sink({.path = db});
  for (int i = 0; i < 20; ++i) write_numbered(sink, i);
  const auto wal = static_cast<double>(std::filesystem::file_size(db + "-wal"));
  Row row{"R15", "the log is cut at 0 to 99 %"};
  std::int64_t before = 0;
  for (int percent = 0; percent < 100; percent += 3) {
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(copy + end);
    std::filesystem::copy_file(db, copy, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy_file(db + "-wal", copy + "-wal");
    std::filesystem::resize_file(copy + "-wal", static_cast<std::uintmax_t>(wal * percent / 100));
    const Left left = look_at(copy);
    ++row.runs;
    if (!left.is_sound || !left.is_prefix()) ++row.torn;
    EXPECT_GE(left.events, before) << percent << " %";
    before = left.events;
  }
  EXPECT_GT(before, 10 * kPerBatch);
  EXPECT_EQ(row.torn, 0);
}

}  // namespace
}  // namespace trace::fault
