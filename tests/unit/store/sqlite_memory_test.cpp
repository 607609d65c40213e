#include "store/sqlite_memory.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

namespace trace::store {
namespace {

// A block with what was written into it.
struct Written {
  unsigned char* bytes;
  std::size_t size;
  unsigned char mark;
  bool is_whole() const {
    for (std::size_t i = 0; i < size; ++i)
      if (bytes[i] != mark) return false;
    return true;
  }
};

Written write(void* block, std::size_t size, unsigned char mark) {
  std::memset(block, mark, size);
  return {static_cast<unsigned char*>(block), size, mark};
}

// Take, resize and give back blocks of all sizes; return how many did not hold what was written.
int damaged_blocks(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Written> held;
  int damaged = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::size_t size = 1 + random() % (i % 50 == 0 ? 100000 : 1500);
    const auto mark = static_cast<unsigned char>(random());
    if (held.size() < 200) {
      held.push_back(write(sqlite3_malloc64(size), size, mark));
      continue;
    }
    auto& block = held[random() % held.size()];
    damaged += !block.is_whole();
    if (random() % 2 == 0) {
      sqlite3_free(block.bytes);
      block = write(sqlite3_malloc64(size), size, mark);
      continue;
    }
    auto* moved = static_cast<unsigned char*>(sqlite3_realloc64(block.bytes, size));
    block = {moved, std::min(block.size, size), block.mark};
    damaged += !block.is_whole();
    block = write(moved, size, mark);
  }
  for (const auto& block : held) sqlite3_free(block.bytes);
  return damaged;
}

TEST(SqliteMemory, HoldsWhatWasWrittenOnEveryThread) {
  settle_sqlite_memory();
  std::vector<int> damaged(3);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < damaged.size(); ++i)
    threads.emplace_back([&damaged, i] { damaged[i] = damaged_blocks(i); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(damaged, std::vector<int>(3, 0));
}

TEST(SqliteMemory, GivesABlockOfAnotherThreadOutAgain) {
  settle_sqlite_memory();
  void* block = nullptr;
  std::thread([&] { block = sqlite3_malloc64(96); }).join();
  sqlite3_free(block);
  void* again = sqlite3_malloc64(96);
  EXPECT_EQ(again, block);
  sqlite3_free(again);
}

TEST(SqliteMemory, AlignsEveryBlockToEightBytes) {
  settle_sqlite_memory();
  for (const std::uint64_t size : {1U, 7U, 17U, 1000U, 1030U, 70000U}) {
    void* block = sqlite3_malloc64(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 8, 0U) << size;
    EXPECT_GE(sqlite3_msize(block), size);
    sqlite3_free(block);
  }
}

}  // namespace
}  // namespace trace::store
