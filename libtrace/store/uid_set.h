// Which lines a trace has: 64 bits made of each uid, with the event that holds it. Open addressing,
// 16 bytes a slot. A line counts as known when 64 bits agree: at ten million lines a false one is
// one in 400,000. Not thread-safe.
#pragma once

#include "digest/blake2b.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace trace::store {

class UidSet {
 public:
  // The event that has this uid, or 0.
  std::int64_t find(const digest::Hash128& uid) const noexcept;
  void insert(const digest::Hash128& uid, std::int64_t event);
  std::size_t size() const noexcept { return used_; }
  void clear() noexcept;

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::int64_t event = 0;  // 0: free
  };
  // Both halves count: the first one of a UUIDv7 is little more than the time.
  static std::uint64_t key_of(const digest::Hash128& uid) noexcept {
    std::uint64_t first = 0, second = 0;
    std::memcpy(&first, uid.data(), sizeof first);
    std::memcpy(&second, uid.data() + sizeof first, sizeof second);
    return first ^ second;
  }
  void grow();
  void place(Slot slot) noexcept;
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace trace::store
