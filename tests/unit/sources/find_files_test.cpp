#include "sources/find_files.h"

#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace trace::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// a.jsonl, .hidden, deep/b.log, deep/er/c.jsonl, .cache/d.jsonl, link → deep
struct Tree {
  Tree() {
    namespace fs = std::filesystem;
    fs::create_directories(dir / "deep/er");
    fs::create_directories(dir / ".cache");
    for (const auto* name :
         {"a.jsonl", ".hidden", "deep/b.log", "deep/er/c.jsonl", ".cache/d.jsonl"})
      std::ofstream(dir / name) << "x\n";
    fs::create_symlink(dir / "deep", dir / "link");
  }
  std::vector<std::string> find(const std::string& pattern) {
    FoundFiles found;
    find_files(dir / pattern, true, found);
    for (auto& file : found.files) file = file.substr(dir.path().size() + 1);
    errors = found.errors.size();
    return found.files;
  }
  support::TempDir dir;
  std::size_t errors = 0;
};

TEST(FindFiles, AFolderGivesWhatIsBelowItInTheOrderOfNames) {
  Tree tree;
  EXPECT_THAT(tree.find(""), ElementsAre("a.jsonl", "deep/b.log", "deep/er/c.jsonl"));
  EXPECT_THAT(tree.find("deep"), ElementsAre("deep/b.log", "deep/er/c.jsonl"));
}

TEST(FindFiles, APatternMayCrossFolders) {
  Tree tree;
  EXPECT_THAT(tree.find("*.jsonl"), ElementsAre("a.jsonl"));
  EXPECT_THAT(tree.find("**/*.jsonl"), ElementsAre("a.jsonl", "deep/er/c.jsonl"));
  EXPECT_THAT(tree.find("d*/[a-c].log"), ElementsAre("deep/b.log"));
  EXPECT_THAT(tree.find("deep/**/er/*"), ElementsAre("deep/er/c.jsonl"));
}

TEST(FindFiles, HiddenFilesAndFoldersBehindLinksMustBeNamed) {
  Tree tree;
  EXPECT_THAT(tree.find(".hidden"), ElementsAre(".hidden"));
  EXPECT_THAT(tree.find(".cache"), ElementsAre(".cache/d.jsonl"));
  EXPECT_THAT(tree.find("link"), ElementsAre("link/b.log", "link/er/c.jsonl"));
}

TEST(FindFiles, WhatIsNotThereIsAnErrorThatDoesNotStopTheRest) {
  Tree tree;
  EXPECT_THAT(tree.find("no"), IsEmpty());
  EXPECT_EQ(tree.errors, 1U);
  EXPECT_THAT(tree.find("no*"), IsEmpty());
  EXPECT_EQ(tree.errors, 1U);
  FoundFiles found;
  find_files(tree.dir / "no/*.jsonl", false, found);
  EXPECT_THAT(found.errors, IsEmpty());
}

TEST(FindFiles, AFileWhoseNameHoldsAWildcardIsThatFile) {
  Tree tree;
  std::ofstream(tree.dir / "x*y.log") << "x\n";
  std::ofstream(tree.dir / "xzy.log") << "x\n";
  EXPECT_THAT(tree.find("x*y.log"), ElementsAre("x*y.log"));
}

}  // namespace
}  // namespace trace::sources
