#include "ingest/spool_dir.h"

#include "support/temp_dir.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::ingest {
namespace {

using support::TempDir;

TEST(SpoolDir, PlacesGoFromTheStoreToTheTemporaryFolder) {
  const auto places = spool_places("/x/t.db", "", "/run/me");
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(places[0], "/x/t.db.spool");
  EXPECT_EQ(places[1].substr(0, 14), "/run/me/trace/");
  EXPECT_EQ(places[1].size(), 14U + 32 + 6);
  EXPECT_EQ(places[2], "/var/tmp/trace-" + std::to_string(::geteuid()) + places[1].substr(13));
  EXPECT_EQ(spool_places("/x/t.db", "/given", "")[0], "/given");
  EXPECT_EQ(spool_places("/x/t.db", "/given", "")[1], "/x/t.db.spool");
  EXPECT_EQ(spool_places("/x/t.db", "/given", "").size(), 3U);
  EXPECT_EQ(spool_places("/x/../x/t.db", "", "/run/me")[1], places[1]);
  EXPECT_NE(spool_places("/x/u.db", "", "/run/me")[1], places[1]);
}

TEST(SpoolDir, OnlyOwnRegularFilesWithOneNameCount) {
  const TempDir dir;
  const std::string place = dir / "s";
  const SpoolDir folder = SpoolDir::make(place);
  for (const char* name : {"a.spool", "b.spool", "linked.spool", "other", ".hidden.spool"})
    std::ofstream(place + "/" + name) << "12345";
  std::ofstream(place + "/empty.spool");
  std::filesystem::create_symlink(place + "/a.spool", place + "/sym.spool");
  std::filesystem::create_hard_link(place + "/linked.spool", dir / "second-name");
  std::filesystem::create_directory(place + "/folder.spool");
  ASSERT_EQ(::mkfifo((place + "/fifo.spool").c_str(), 0600), 0);
  std::string names;
  for (const auto& file : folder.files()) names += file.name + " ";
  EXPECT_EQ(names, "a.spool b.spool ");
  EXPECT_EQ(folder.bytes(), 10);
  EXPECT_TRUE(folder.take("a.spool"));
  EXPECT_FALSE(folder.take("sym.spool"));
  EXPECT_FALSE(folder.take("linked.spool"));
  EXPECT_FALSE(folder.take("fifo.spool"));
  EXPECT_FALSE(folder.take("missing.spool"));
}

TEST(SpoolDir, AFileOfSomebodyElseIsLeftAlone) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file to somebody else";
  const TempDir dir;
  const SpoolDir folder = SpoolDir::make(dir / "s");
  std::ofstream(dir / "s/a.spool") << "12345";
  ASSERT_EQ(::chown((dir / "s/a.spool").c_str(), 12345, 12345), 0);
  EXPECT_TRUE(folder.files().empty());
  EXPECT_FALSE(folder.take("a.spool"));
  ASSERT_EQ(::chown((dir / "s").c_str(), 12345, 12345), 0);
  EXPECT_FALSE(SpoolDir::find(dir / "s"));
  EXPECT_THROW(SpoolDir::make(dir / "s"), base::Failure);
}

TEST(SpoolDir, AFolderThatOthersMayWriteToIsRefused) {
  const TempDir dir;
  (void)SpoolDir::make(dir / "s");
  std::filesystem::create_directory_symlink(dir / "s", dir / "link");
  EXPECT_FALSE(SpoolDir::find(dir / "link"));
  EXPECT_TRUE(SpoolDir::find(dir / "s"));
  ASSERT_EQ(::chmod((dir / "s").c_str(), 0777), 0);
  EXPECT_FALSE(SpoolDir::find(dir / "s"));
  EXPECT_THROW(SpoolDir::make(dir / "s"), base::Failure);
  EXPECT_FALSE(SpoolDir::find(dir / "missing"));
}

TEST(SpoolDir, ALockedFileIsNotTaken) {
  const TempDir dir;
  const SpoolDir folder = SpoolDir::make(dir / "s");
  auto writer = folder.create("a.spool");
  EXPECT_FALSE(folder.take("a.spool"));
  writer.reset();
  EXPECT_TRUE(folder.take("a.spool"));
  EXPECT_THROW(folder.create("a.spool"), base::Failure);
  auto lock = folder.lock("replay.lock");
  EXPECT_TRUE(lock);
  EXPECT_FALSE(folder.lock("replay.lock"));
}

}  // namespace
}  // namespace trace::ingest
