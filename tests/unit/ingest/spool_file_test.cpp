#include "ingest/spool_file.h"

#include "support/batches.h"
#include "support/temp_dir.h"

#include "base/error.h"
#include "ingest/wire.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <optional>
#include <random>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::ingest {
namespace {

using support::sample_batch;
using support::TempDir;
using Sync = SpoolWriter::Sync;

void append(SpoolWriter& writer, const Batch& batch) {
  const Batch* const one = &batch;
  writer.append({&one, 1}, Sync::no);
}

std::string payload(std::uint64_t n) {
  std::string out;
  encode(sample_batch("t", n), out);
  return out;
}

// A spool file of `count` records as bytes; ends[i] is where record i ends, ends[0] the header's.
struct Made {
  std::string bytes;
  std::vector<std::size_t> ends;
};
Made make(const TempDir& dir, std::uint64_t count) {
  SpoolWriter writer(dir / "s", {"/db"}, {1});
  Made made;
  made.ends.push_back(static_cast<std::size_t>(writer.bytes()));
  for (std::uint64_t n = 0; n < count; ++n) {
    append(writer, sample_batch("t", n));
    made.ends.push_back(static_cast<std::size_t>(writer.bytes()));
  }
  made.bytes = base::read_file(writer.path(), 1 << 20);
  return made;
}

// A file in memory, so that thousands of versions are cheap.
SpoolReader reader_of(const std::string& bytes) {
  base::Fd fd(::memfd_create("spool", MFD_CLOEXEC));
  base::write_all(fd.get(), bytes, "memory");
  return SpoolReader(std::move(fd));
}

std::vector<std::string> all(SpoolReader& reader) {
  std::vector<std::string> payloads;
  while (const auto payload = reader.next()) payloads.emplace_back(*payload);
  return payloads;
}

TEST(SpoolFile, WhatIsAppendedIsRead) {
  const TempDir dir;
  std::string path;
  {
    SpoolWriter writer(dir / "s", {"/some/t.db", true}, {1});
    path = writer.path();
    const Batch a = sample_batch("t", 0), b = sample_batch("t", 1);
    const std::array batches{&a, &b};
    writer.append(batches, Sync::yes);
    struct stat st {};
    ASSERT_EQ(::stat(path.c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat((dir / "s").c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0700U);
  }
  SpoolReader reader(base::open_file(path, O_RDONLY));
  EXPECT_TRUE(reader.has_header());
  EXPECT_EQ(reader.header().store, "/some/t.db");
  EXPECT_TRUE(reader.header().keep_content);
  EXPECT_EQ(all(reader), (std::vector<std::string>{payload(0), payload(1)}));
  EXPECT_EQ(reader.damaged(), 0);
}

TEST(SpoolFile, OneWithoutRecordsLeavesNothing) {
  const TempDir dir;
  { const SpoolWriter writer(dir / "s", {"/db"}, {1}); }
  EXPECT_TRUE(SpoolDir::find(dir / "s")->files().empty());
}

TEST(SpoolFile, R17TruncatedAnywhereItHoldsExactlyItsCompleteRecords) {
  const TempDir dir;
  const Made made = make(dir, 4);
  for (std::size_t size = 0; size <= made.bytes.size(); ++size) {
    SpoolReader reader = reader_of(made.bytes.substr(0, size));
    std::size_t complete = 0;
    while (complete + 1 < made.ends.size() && made.ends[complete + 1] <= size) ++complete;
    const auto payloads = all(reader);
    ASSERT_EQ(payloads.size(), complete) << size;
    for (std::size_t i = 0; i < complete; ++i) ASSERT_EQ(payloads[i], payload(i));
    ASSERT_EQ(reader.damaged(), 0) << size;
  }
}

TEST(SpoolFile, R17AFlippedBitLosesOneRecordAtMostAndNoneIsWrong) {
  const TempDir dir;
  const Made made = make(dir, 6);
  std::vector<std::string> good;
  for (std::uint64_t n = 0; n < 6; ++n) good.push_back(payload(n));
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = made.bytes;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    SpoolReader reader = reader_of(bytes);
    const auto payloads = all(reader);
    const bool in_header = at < made.ends[0];
    ASSERT_EQ(payloads.size(), in_header ? 6U : 5U) << at;
    std::size_t next = 0;
    for (const auto& payload : payloads) {
      while (next < good.size() && good[next] != payload) ++next;
      ASSERT_LT(next++, good.size()) << at;
    }
    if (!in_header) {
      ASSERT_EQ(reader.damaged(), 1) << at;
    }
  }
}

TEST(SpoolFile, ARecordIsGoodInItsOwnPlaceAndFileOnly) {
  const TempDir dir;
  const Made made = make(dir, 2), other = make(dir, 2);
  const std::string record = other.bytes.substr(other.ends[0], other.ends[1] - other.ends[0]);
  SpoolReader foreign = reader_of(made.bytes + record);
  EXPECT_EQ(all(foreign).size(), 2U);
  EXPECT_EQ(foreign.damaged(), 1);
  SpoolReader moved = reader_of(made.bytes + made.bytes.substr(made.ends[0]));
  EXPECT_EQ(all(moved).size(), 2U);
}

TEST(SpoolFile, TheCapHoldsForTheFolder) {
  const TempDir dir;
  SpoolWriter first(dir / "s", {"/db"}, {1}), second(dir / "s", {"/db"}, {2});
  append(first, sample_batch("t", 0));
  const auto cap = first.bytes() + second.bytes() + 10;
  const Batch batch = sample_batch("t", 1);
  const Batch* const one = &batch;
  std::optional<base::Errc> refused;
  try {
    second.append({&one, 1}, Sync::yes, cap);
  } catch (const base::Failure& failure) {
    refused = failure.code();
  }
  EXPECT_EQ(refused, base::Errc::full);
  EXPECT_EQ(SpoolDir::find(dir / "s")->bytes(), first.bytes() + second.bytes());
  second.append({&one, 1}, Sync::yes, cap + 10'000);
}

TEST(SpoolFile, AFailedWriteIsCutAway) {
  const TempDir dir;
  SpoolWriter writer(dir / "s", {"/db"}, {1});
  append(writer, sample_batch("t", 0));
  const auto size = writer.bytes();
  Batch big = sample_batch("t", 1);
  big.append(std::string(100'000, 'x'));
  const rlimit before = [] {
    rlimit now{};
    ::getrlimit(RLIMIT_FSIZE, &now);
    return now;
  }();
  const rlimit small{static_cast<rlim_t>(size + 5000), before.rlim_max};
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(append(writer, big), base::Failure);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(SpoolDir::find(dir / "s")->bytes(), size);
  append(writer, sample_batch("t", 2));
  SpoolReader reader(base::open_file(writer.path(), O_RDONLY));
  EXPECT_EQ(all(reader), (std::vector<std::string>{payload(0), payload(2)}));
}

}  // namespace
}  // namespace trace::ingest
