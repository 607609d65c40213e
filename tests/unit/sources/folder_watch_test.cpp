#include "sources/folder_watch.h"

#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace trace::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FolderWatch, FilesThatAreWrittenOrMovedInAreTold) {
  const support::TempDir dir, other;
  std::ofstream(other / "m") << "x";
  FolderWatch watch;
  watch.add(dir.path());
  EXPECT_THAT(watch.take().files, IsEmpty());
  std::ofstream(dir / "a") << "x";
  std::filesystem::rename(other / "m", dir / "m");
  const auto changes = watch.take();
  EXPECT_THAT(changes.files, ElementsAre(dir / "a", dir / "m"));
  EXPECT_FALSE(changes.has_new_folders);
}

TEST(FolderWatch, NewFoldersAreToldAndWatchedWhenAdded) {
  const support::TempDir dir;
  FolderWatch watch;
  watch.add(dir.path());
  std::filesystem::create_directory(dir / "b");
  EXPECT_TRUE(watch.take().has_new_folders);
  watch.add(dir / "b");
  std::ofstream(dir / "b/c") << "x";
  EXPECT_THAT(watch.take().files, ElementsAre(dir / "b/c"));
}

TEST(FolderWatch, AFolderThatGoesAndComesAgainIsWatchedAgain) {
  const support::TempDir dir;
  FolderWatch watch;
  std::filesystem::create_directory(dir / "b");
  watch.add(dir / "b");
  std::filesystem::remove(dir / "b");
  watch.take();
  watch.add(dir / "missing");
  std::filesystem::create_directory(dir / "b");
  watch.add(dir / "b");
  std::ofstream(dir / "b/c") << "x";
  EXPECT_THAT(watch.take().files, ElementsAre(dir / "b/c"));
}

}  // namespace
}  // namespace trace::sources
