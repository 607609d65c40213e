#include "ingest/spool_sink.h"

#include "support/batches.h"
#include "support/temp_dir.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

namespace trace::ingest {
namespace {

using support::sample_batch;
using support::TempDir;

void write(SpoolSink& sink, std::uint64_t n) {
  const Batch batch = sample_batch("t", n);
  const Batch* const one = &batch;
  sink.write({&one, 1});
}

std::size_t files(const std::string& place) {
  const auto dir = SpoolDir::find(place);
  return dir ? dir->files().size() : 0;
}

TEST(SpoolSink, ThePlaceThatTakesItIsUsed) {
  const TempDir dir;
  std::ofstream(dir / "no-folder") << "x";
  SpoolSink sink({.places = {dir / "no-folder", dir / "b", dir / "c"}, .db_path = dir / "t.db"});
  write(sink, 0);
  write(sink, 1);
  EXPECT_EQ(files(dir / "b"), 1U);
  EXPECT_EQ(files(dir / "c"), 0U);
  EXPECT_EQ(sink.counters().batches, 2);
  EXPECT_EQ(sink.counters().records, 12);
  EXPECT_EQ(sink.path().substr(0, (dir / "b").size()), dir / "b");
}

TEST(SpoolSink, AFullPlaceIsFollowedByTheNextAndThenByAFailure) {
  const TempDir dir;
  SpoolSink sink({.places = {dir / "a", dir / "b"}, .db_path = "t.db", .cap = 3000});
  std::optional<base::Errc> refused;
  std::uint64_t n = 0;
  for (; !refused && n < 100; ++n) try {
      write(sink, n);
    } catch (const base::Failure& failure) {
      refused = failure.code();
    }
  EXPECT_EQ(refused, base::Errc::full);
  EXPECT_EQ(files(dir / "a"), 1U);
  EXPECT_EQ(files(dir / "b"), 1U);
  EXPECT_LE(SpoolDir::find(dir / "a")->bytes(), 3000);
  EXPECT_EQ(sink.counters().batches, static_cast<std::int64_t>(n - 1));
}

TEST(SpoolSink, WhatIsRemovedUnderItIsNotWrittenTo) {
  const TempDir dir;
  SpoolSink sink({.places = {dir / "a"}, .db_path = "t.db"});
  write(sink, 0);
  std::filesystem::remove_all(dir / "a");
  write(sink, 1);
  EXPECT_EQ(files(dir / "a"), 1U);
}

TEST(SpoolSink, ItKnowsWhetherItsFilesStillWait) {
  const TempDir dir;
  SpoolSink sink({.places = {dir / "a"}, .db_path = "t.db"});
  EXPECT_FALSE(sink.has_waiting());
  write(sink, 0);
  const std::string first = sink.path();
  sink.close();
  write(sink, 1);
  EXPECT_LT(first, sink.path());
  EXPECT_EQ(files(dir / "a"), 2U);
  std::filesystem::remove(first);
  EXPECT_TRUE(sink.has_waiting());
  std::filesystem::remove(sink.path());
  EXPECT_FALSE(sink.has_waiting());
}

}  // namespace
}  // namespace trace::ingest
