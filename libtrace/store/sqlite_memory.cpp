#include "store/sqlite_memory.h"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace trace::store {
namespace {

constexpr std::size_t kStep = 16, kLargest = 1024, kChunk = std::size_t{1} << 15;

// Stands before the bytes that SQLite gets.
struct Head {
  std::size_t size;
};
// A block that waits for its next use.
struct Spare {
  Spare* next;
};

// Chunks are never given back; the list keeps them reachable when their thread has ended.
struct Chunk {
  Chunk* next;
};

char* new_chunk() noexcept {
  static std::atomic<Chunk*> all{nullptr};
  void* memory = std::malloc(kChunk);
  if (memory == nullptr) return nullptr;
  auto* chunk = new (memory) Chunk{all.load()};
  while (!all.compare_exchange_weak(chunk->next, chunk)) {
  }
  return static_cast<char*>(memory) + sizeof(Chunk);
}

class Blocks {
 public:
  void* take(std::size_t size) noexcept {
    Spare*& spare = spares_[size / kStep];
    if (spare != nullptr) {
      void* block = spare;
      spare = spare->next;
      return block;
    }
    return cut(size);
  }
  void put(void* block, std::size_t size) noexcept {
    Spare*& spare = spares_[size / kStep];
    spare = new (block) Spare{spare};
  }

 private:
  void* cut(std::size_t size) noexcept {
    const std::size_t needed = sizeof(Head) + size;
    if (left_ < needed) {
      next_ = new_chunk();
      left_ = next_ == nullptr ? 0 : kChunk - sizeof(Chunk);
    }
    if (left_ < needed) return nullptr;
    auto* head = new (next_) Head{size};
    next_ += needed;
    left_ -= needed;
    return head + 1;
  }

  std::array<Spare*, kLargest / kStep + 1> spares_{};
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

Blocks& blocks() noexcept {
  thread_local Blocks mine;
  return mine;
}

Head* head_of(void* block) noexcept { return static_cast<Head*>(block) - 1; }

int round_up(int size) { return (size + int{kStep} - 1) / int{kStep} * int{kStep}; }

int size_of(void* block) { return block == nullptr ? 0 : static_cast<int>(head_of(block)->size); }

void* take(int wanted) {
  const auto size = static_cast<std::size_t>(round_up(wanted));
  if (size <= kLargest) return blocks().take(size);
  void* memory = std::malloc(sizeof(Head) + size);
  return memory == nullptr ? nullptr : new (memory) Head{size} + 1;
}

void give_back(void* block) {
  if (block == nullptr) return;
  auto* head = head_of(block);
  if (head->size <= kLargest) return blocks().put(block, head->size);
  std::free(head);
}

void* resize(void* block, int wanted) {
  const auto size = static_cast<std::size_t>(round_up(wanted));
  auto* head = head_of(block);
  if (head->size > kLargest && size > kLargest) {
    void* memory = std::realloc(head, sizeof(Head) + size);
    return memory == nullptr ? nullptr : new (memory) Head{size} + 1;
  }
  if (size == head->size) return block;
  void* moved = take(wanted);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, size < head->size ? size : head->size);
  give_back(block);
  return moved;
}

}  // namespace

void settle_sqlite_memory() noexcept {
  static const bool is_settled = [] {
    sqlite3_mem_methods methods{.xMalloc = take,
                                .xFree = give_back,
                                .xRealloc = resize,
                                .xSize = size_of,
                                .xRoundup = round_up,
                                .xInit = [](void*) { return SQLITE_OK; },
                                .xShutdown = [](void*) {},
                                .pAppData = nullptr};
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
  }();
  static_cast<void>(is_settled);
}

}  // namespace trace::store
