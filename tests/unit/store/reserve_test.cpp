#include "store/reserve.h"

#include "support/temp_dir.h"

#include "base/fd.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::store {
namespace {

constexpr std::int64_t kMega = 1 << 20;

struct stat status_of(const std::string& path) {
  struct stat st {};
  ::lstat(path.c_str(), &st);
  return st;
}

std::string store_of(const support::TempDir& dir, std::int64_t bytes) {
  const std::string path = dir / "t.db";
  const base::Fd fd = base::open_file(path, O_CREAT | O_RDWR);
  EXPECT_EQ(::ftruncate(fd.get(), bytes), 0);
  return path;
}

TEST(Reserve, HoldsBlocksOfItsOwnAndGivesThemBack) {
  const support::TempDir dir;
  const auto db = store_of(dir, 100);
  keep_reserve(db);
  const auto st = status_of(reserve_path(db));
  EXPECT_EQ(st.st_size, kMega);
  EXPECT_GE(st.st_blocks * 512, kMega);
  EXPECT_EQ(st.st_mode & 07777, 0600U);
  EXPECT_EQ(release_reserve(db), kMega);
  EXPECT_EQ(release_reserve(db), 0);
}

TEST(Reserve, GrowsWithItsStoreUpTo16MiB) {
  const support::TempDir dir;
  const auto db = store_of(dir, 100);
  keep_reserve(db);
  ASSERT_EQ(::truncate(db.c_str(), 5 * kMega), 0);
  keep_reserve(db);
  EXPECT_EQ(status_of(reserve_path(db)).st_size, 5 * kMega);
  ASSERT_EQ(::truncate(db.c_str(), 100 * kMega), 0);
  keep_reserve(db);
  EXPECT_EQ(status_of(reserve_path(db)).st_size, 16 * kMega);
}

TEST(Reserve, IsNotMadeWithoutAStoreNorThroughASymbolicLink) {
  const support::TempDir dir;
  keep_reserve(dir / "none.db");
  EXPECT_NE(::access((dir / "none.db.reserve").c_str(), F_OK), 0);
  const auto db = store_of(dir, 100);
  ASSERT_EQ(::symlink((dir / "elsewhere").c_str(), reserve_path(db).c_str()), 0);
  keep_reserve(db);
  EXPECT_NE(::access((dir / "elsewhere").c_str(), F_OK), 0);
  EXPECT_EQ(release_reserve(db), 0);
}

}  // namespace
}  // namespace trace::store
