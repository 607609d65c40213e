#include "digest/key_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace trace::digest {
namespace {

namespace fs = std::filesystem;

class TempFolder {
 public:
  TempFolder() {
    std::string name = (fs::temp_directory_path() / "key-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
    digest_init();
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { fs::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

mode_t mode_of(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return info.st_mode & 0777;
}

TEST(KeyFile, IsMadeOnFirstUseAndReadAfterwards) {
  const TempFolder folder;
  const std::string path = folder.file("state/trace/key");
  const auto first = read_or_create_key_file(path);
  ASSERT_TRUE(first);
  EXPECT_EQ(mode_of(path), 0600U);
  EXPECT_EQ(mode_of(folder.file("state/trace")), 0700U);
  EXPECT_EQ(*read_or_create_key_file(path), *first);
  EXPECT_EQ(*read_key_file(path), *first);
}

TEST(KeyFile, LeavesNothingBesideTheKey) {
  const TempFolder folder;
  ASSERT_TRUE(read_or_create_key_file(folder.file("key")));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder.file(""))) ++files;
  EXPECT_EQ(files, 1U);
}

TEST(KeyFile, MissingIsNotFoundWhenOnlyReading) {
  const TempFolder folder;
  EXPECT_EQ(read_key_file(folder.file("key")).error().code, base::Errc::not_found);
}

TEST(KeyFile, ASymbolicLinkIsRefused) {
  const TempFolder folder;
  ASSERT_TRUE(read_or_create_key_file(folder.file("key")));
  fs::create_symlink(folder.file("key"), folder.file("link"));
  EXPECT_EQ(read_or_create_key_file(folder.file("link")).error().code, base::Errc::permission);
}

TEST(KeyFile, AKeyThatOthersMayReadIsRefused) {
  const TempFolder folder;
  ASSERT_TRUE(read_or_create_key_file(folder.file("key")));
  ASSERT_EQ(::chmod(folder.file("key").c_str(), 0644), 0);
  EXPECT_EQ(read_or_create_key_file(folder.file("key")).error().code, base::Errc::permission);
}

TEST(KeyFile, AWrongLengthIsCorrupt) {
  const TempFolder folder;
  std::ofstream(folder.file("key")) << std::string(33, 'k');
  ASSERT_EQ(::chmod(folder.file("key").c_str(), 0600), 0);
  EXPECT_EQ(read_key_file(folder.file("key")).error().code, base::Errc::corrupt);
}

}  // namespace
}  // namespace trace::digest
